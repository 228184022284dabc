"""The result of an import: a summary, or a refusal with every fault."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from gis.files.attributes import Row
from gis.files.faults import Fault
from gis.files.repair import Repair
from gis.files.tables import is_table

FIRST_SHOWN = 5


class Progress(Protocol):
    """Receives the progress of a long import."""

    def step(self, title: str, total: int | None = None) -> None:
        """Begin a step of the work, of ``total`` units where that is known."""

    def advance(self, count: int = 1) -> None:
        """Report that so many units of the current step are done."""


class NoProgress:
    """Ignores the progress."""

    def step(self, title: str, total: int | None = None) -> None:
        """Begin a step."""

    def advance(self, count: int = 1) -> None:
        """Advance."""


NO_PROGRESS = NoProgress()


@dataclass(frozen=True, slots=True)
class Refusals:
    """Refused rows of a table: the faults, and the original rows by number."""

    faults: Sequence[Fault]
    columns: Sequence[str]
    rows: Mapping[int, Row]

    @property
    def count(self) -> int:
        """Return how many rows are refused."""
        return len({fault.number for fault in self.faults})


class ImportRefused(Exception):
    """The file breaks a rule, and nothing was imported; ``faults`` has every fault.

    ``notes`` say what was guessed of it before.
    """

    def __init__(
        self,
        path: Path,
        reason: str = "",
        *,
        faults: Sequence[Fault] = (),
        refusals: Refusals | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        self.file = path.name
        self.reason = reason
        self.faults = tuple(refusals.faults if refusals else faults)
        self.refusals = refusals
        self.notes = tuple(notes)
        first = [f"{self.file}: {reason}"] if reason else []
        super().__init__("\n".join([*first, *lines_of(path, self.faults)]))

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal for JSON."""
        return {
            "file": self.file,
            "taken": False,
            "reason": self.reason,
            "notes": list(self.notes),
            "refused": refused_by_kind(self.faults),
        }


@dataclass(frozen=True, slots=True)
class ImportTally:
    """How many rows the import inserted, changed or left unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did. ``notes`` are worth knowing, ``warnings`` worth looking into."""

    subject: str
    file: str
    read: int
    tally: ImportTally
    crs: str = ""
    repairs: Sequence[Repair] = ()
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()
    # Rows left out on request, all others being taken.
    refusals: Refusals | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the summary for JSON."""
        return {
            "subject": self.subject,
            "file": self.file,
            "taken": True,
            "read": self.read,
            **asdict(self.tally),
            "crs": self.crs,
            "repaired": [
                {"number": r.number, "name": r.label, "what": list(r.what), "area_change": r.share}
                for r in self.repairs
            ],
            "notes": list(self.notes),
            "warnings": list(self.warnings),
            "refused": refused_by_kind(self.refusals.faults if self.refusals else ()),
        }


def unit_of(path: Path) -> str:
    """Return what a row of the file is called: a line of a table, a feature of a layer."""
    return "line" if is_table(path.name) else "feature"


def refused_by_kind(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Return the faults by kind, the most frequent first: count and first ones."""
    listed = list(faults)
    counted = Counter(fault.kind for fault in listed)
    return [
        {
            "kind": kind,
            "count": count,
            "first": [
                {"number": f.number, "name": f.label, "reason": f.reason}
                for f in listed
                if f.kind == kind
            ][:FIRST_SHOWN],
        }
        for kind, count in counted.most_common()
    ]


def lines_of(path: Path, faults: Iterable[Fault]) -> list[str]:
    """Return the faults as lines of text: each kind with its count and its first ones."""
    unit = unit_of(path)
    lines = []
    for group in refused_by_kind(faults):
        lines.append(f"{group['count']} × {group['kind']}")
        for first in group["first"]:
            name = f" ({first['name']})" if first["name"] else ""
            lines.append(f"  {path.name}, {unit} {first['number']}{name}: {first['reason']}")
        if (more := group["count"] - len(group["first"])) > 0:
            lines.append(f"  … and {more} more of this kind")
    return lines
