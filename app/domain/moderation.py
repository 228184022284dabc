"""The rules of moderation: the listed reasons, and the redaction of texts."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from app.domain.errors import Rejected
from app.domain.statuses import PUBLIC, Status

BLACK = "███"
SHORTEST_PASSAGE = 2
MOST_PASSAGES = 50


class RejectReason(StrEnum):
    """Why a report is not published."""

    NOT_LOCAL = "not-local"
    NO_PROBLEM = "no-problem"
    UNCLEAR = "unclear"
    OFFENSIVE = "offensive"
    PERSONAL = "personal"
    ADVERTISING = "advertising"
    SECURITY = "security"
    EMERGENCY = "emergency"


class HideReason(StrEnum):
    """Why a published report is taken off the public pages for a time."""

    PERSONAL = "personal"
    OFFENSIVE = "offensive"
    SECURITY = "security"
    UNTRUE = "untrue"
    DEMAND = "demand"
    MISTAKE = "mistake"


class UnsolvedReason(StrEnum):
    """Why a body answers without solving the problem."""

    NOT_FOUND = "not-found"
    NO_MONEY = "no-money"
    NOT_IN_POWER = "not-in-power"
    PRIVATE = "private"
    IMPOSSIBLE = "impossible"
    DANGEROUS = "dangerous"


def redacted(text: str, passages: Iterable[str]) -> str:
    """Return the text with every occurrence of each passage blacked out.

    The mark has a fixed length; passages may overlap. Raises Rejected for a passage that the text
    does not contain.
    """
    black = [False] * len(text)
    for passage in passages:
        starts = _occurrences(text, passage)
        if not starts:
            raise Rejected.on(
                "passage", "The words do not hold this passage: copy it exactly as it stands there."
            )
        for start in starts:
            black[start : start + len(passage)] = [True] * len(passage)
    runs = groupby(zip(text, black, strict=True), key=itemgetter(1))
    return "".join(BLACK if hidden else "".join(c for c, _ in run) for hidden, run in runs)


def _occurrences(text: str, passage: str) -> list[int]:
    """Return the start of every occurrence, overlapping ones included."""
    starts, at = [], text.find(passage) if passage else -1
    while at >= 0:
        starts.append(at)
        at = text.find(passage, at + 1)
    return starts


def passages_with(known: Sequence[str], passage: str) -> tuple[str, ...]:
    """Return the passages with one more; raise Rejected if it is too short or a repetition."""
    if len(passage) < SHORTEST_PASSAGE:
        raise Rejected.on(
            "passage", "Select or type the passage to black out: at least two characters."
        )
    if passage in known:
        raise Rejected.on("passage", "This passage is blacked out already.")
    if len(known) >= MOST_PASSAGES:
        raise Rejected.on(
            "passage", "So much would be blacked out that hiding the report is better."
        )
    return (*known, passage)


def check_original(status: Status, number: int, *, hidden: bool, sensitive: bool) -> None:
    """Raise Rejected unless a report in this state can be the one that another repeats.

    Pages of a duplicate link to its original, so the original must be public and no duplicate
    itself: chains and cycles cannot arise.
    """
    if status is Status.DUPLICATE:
        raise Rejected.on(
            "original", "№ %(number)s is itself a duplicate. Name its original.", number=number
        )
    if status not in PUBLIC or hidden:
        raise Rejected.on(
            "original",
            "№ %(number)s is not public, so nobody could be sent to it. Publish it first.",
            number=number,
        )
    if sensitive:
        raise Rejected.on(
            "original",
            "№ %(number)s is kept off the public map, so nobody could be sent to it. Name another.",
            number=number,
        )
