"""A file of boundaries, read and checked: the work of one job on bytes from outside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from gis.files.checks import MAX_VERTICES, CheckedBoundaries, check_boundaries
from gis.files.crossings import MAX_BETWEEN, crossings_between
from gis.files.faults import Fault, UnreadableFile
from gis.files.features import FeatureFile, ReadOptions, SourceFile, read_content
from gis.files.messages import msg
from gis.files.mixed import areas_of
from gis.files.repair import Repair

Found = TypeVar("Found", Fault, Repair)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file's features and its boundaries, checked; faults and repairs bear no labels yet."""

    features: FeatureFile
    boundaries: CheckedBoundaries

    def labelled(self, labels: list[str]) -> CheckedBoundaries:
        """Return the boundaries whose faults and repairs have labels, and numbers of the file."""
        checked, numbers = self.boundaries, self.features.numbers

        return replace(
            checked,
            faults=tuple(_named(each, labels, numbers) for each in checked.faults),
            repairs=tuple(_named(each, labels, numbers) for each in checked.repairs),
        )


def read_checked(
    file: SourceFile, options: ReadOptions, *, max_vertices: int = MAX_VERTICES
) -> CheckedFile:
    """Read the file and check its boundaries; raise UnreadableFile."""
    features, parted = areas_of(read_content(file, options))
    labels = [""] * len(features.shapes)
    checked = check_boundaries(
        features.shapes, labels, known=features.faults, max_vertices=max_vertices
    )
    checked = replace(checked, repairs=(*parted, *checked.repairs))
    if crossings_between(checked.shapes) > MAX_BETWEEN:
        raise UnreadableFile(
            msg(
                "its boundaries cross each other at more than %(most)s places: let neighbours "
                "share one line",
                most=MAX_BETWEEN,
            )
        )
    return CheckedFile(features, checked)


def _named(found: Found, labels: Sequence[str], numbers: Sequence[int]) -> Found:
    at = found.number - 1
    return replace(found, label=labels[at], number=numbers[at])
