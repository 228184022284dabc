"""Choose the executive body responsible for a point and a category, with the reasons."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How an area of responsibility came to include the category, the most specific first."""

    CATEGORY = "category"
    GROUP = "group"
    EVERYTHING = "everything"


class Ground(StrEnum):
    """The kind of rule that decided."""

    AREA = "area"
    DEFAULT_BODY = "default-body"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area valid at the time, covering the point (border included) and the category."""

    area_id: int
    area_code: str
    area_version: int
    area_name: str
    body_id: int
    reach: Reach
    priority: int
    area_m2: float
    decision: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The responsible body, with the reasons in the order in which they decided."""

    ground: Ground
    body_id: int | None
    area_id: int | None
    winner: Candidate | None
    decided_by: str
    rivals: tuple[Candidate, ...]

    def reasons(self) -> dict[str, object]:
        """Return what is stored with the report and shown to the resident: JSON-ready."""
        return {
            "ground": self.ground.value,
            "decided_by": self.decided_by,
            "winner": asdict(self.winner) if self.winner else None,
            "rivals": [asdict(rival) for rival in self.rivals],
        }


_SPECIFICITY = {Reach.CATEGORY: 0, Reach.GROUP: 1, Reach.EVERYTHING: 2}
_RULES = ("only", "specificity", "priority", "smallest-area", "lowest-id")


def right(reach: Reach, priority: int) -> tuple[int, int]:
    """Return the part of the rank that people set, the lowest first.

    Areas with the same right are equals: only their size and their age decide between them.
    """
    return (_SPECIFICITY[reach], -priority)


def rank(candidate: Candidate) -> tuple[int, int, float, int]:
    """Return the sort key of the choice, the lowest first: no two candidates are equal."""
    return (
        *right(candidate.reach, candidate.priority),
        candidate.area_m2,
        candidate.area_id,
    )


def _deciding_rule(winner: Candidate, second: Candidate) -> str:
    pairs = zip(rank(winner), rank(second), strict=True)
    first_difference = next(i for i, (a, b) in enumerate(pairs) if a != b)
    return _RULES[first_difference + 1]


def decide(candidates: Sequence[Candidate], default_body_id: int | None) -> Decision:
    """Choose the owner: most specific category, highest priority, smallest area, lowest id.

    Without a candidate the hromada's default body for the category answers; without that the
    report waits in the moderators' queue.
    """
    ranked = sorted(candidates, key=rank)
    if not ranked:
        ground = Ground.NOBODY if default_body_id is None else Ground.DEFAULT_BODY
        return Decision(ground, default_body_id, None, None, ground.value, ())
    winner, *rivals = ranked
    rule = _deciding_rule(winner, rivals[0]) if rivals else "only"
    return Decision(Ground.AREA, winner.body_id, winner.area_id, winner, rule, tuple(rivals))
