"""A file of boundaries, read and checked: the work of one job on bytes from outside."""

from dataclasses import dataclass, replace

from gis.files.checks import MAX_VERTICES, CheckedBoundaries, check_boundaries
from gis.files.crossings import MAX_BETWEEN, crossings_between
from gis.files.faults import UnreadableFile
from gis.files.features import FeatureFile, ReadOptions, SourceFile, read_content
from gis.files.messages import msg


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file's features and its boundaries, checked; faults and repairs bear no labels yet."""

    features: FeatureFile
    boundaries: CheckedBoundaries

    def labelled(self, labels: list[str]) -> CheckedBoundaries:
        """Return the boundaries with a label for each feature in their faults and repairs."""
        checked = self.boundaries
        return replace(
            checked,
            faults=tuple(replace(each, label=labels[each.number - 1]) for each in checked.faults),
            repairs=tuple(replace(each, label=labels[each.number - 1]) for each in checked.repairs),
        )


def read_checked(
    file: SourceFile, options: ReadOptions, *, max_vertices: int = MAX_VERTICES
) -> CheckedFile:
    """Read the file and check its boundaries; raise UnreadableFile."""
    features = read_content(file, options)
    labels = [""] * len(features.shapes)
    checked = check_boundaries(
        features.shapes, labels, known=features.faults, max_vertices=max_vertices
    )
    if crossings_between(checked.shapes) > MAX_BETWEEN:
        raise UnreadableFile(
            msg(
                "its boundaries cross each other at more than %(most)s places: let neighbours "
                "share one line",
                most=MAX_BETWEEN,
            )
        )
    return CheckedFile(features, checked)
