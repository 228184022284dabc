"""Public texts of a report's timeline and routing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.domain.statuses import COLOUR_OF, Status
from app.queries.reports.page import TimelineStep
from app.queries.territory.addresses import AddressMatch
from app.texts.languages import in_language

# Labels of the steps, for residents.
STEP_LABELS = {
    "submit": _("Reported"),
    "publish": _("Checked by a moderator and published"),
    "route": _("Sent to the body in charge"),
    "reject": _("Not published"),
    "ask": _("The moderator asks for details"),
    "supply": _("The resident added details"),
    "duplicate": _("Found to be reported already"),
    "unmerge": _("Found to be a problem of its own after all"),
    "reconsider": _("Taken up again by a moderator"),
    "accept": _("Accepted for work"),
    "forward": _("Forwarded to another body"),
    "start": _("Work has begun"),
    "solve": _("The body answered: solved"),
    "refuse": _("The body answered: will not be solved"),
    "correct": _("The body corrected its answer"),
    "plan": _("Planned"),
    "confirm": _("The resident confirmed that it is solved"),
    "return": _("The resident returned it: not solved yet"),
    "lapse": _("Closed: nobody objected within the term"),
    "appeal": _("The resident appealed the refusal"),
    "uphold": _("The coordinator decided: the refusal stays in force"),
    "overrule": _("The coordinator decided: the refusal is undone"),
    "expire": _("The question had no answer in time"),
    "hide": _("Hidden from the public"),
    "unhide": _("Shown to the public again"),
    "redact": _("Personal details were blacked out"),
    "vouch": _("Supports were checked and counted"),
    "discount": _("Supports were checked and not counted"),
    "note": _("Comment"),
    "photo": _("A photo was added"),
    "reroute": _("Boundaries have changed: another body is proposed"),
}
_WHO = {
    "resident": _("resident"),
    "verified": _("resident"),
    "moderator": _("moderator"),
    "officer": _("executive body"),
    "coordinator": _("coordinator"),
}
# Actions that do not colour the timeline: the status stays the same.
_COLOURLESS = frozenset(
    {"redact", "vouch", "discount", "note", "photo", "hide", "unhide", "reroute", "correct"}
)
# Steps that the reporter sees besides the public ones.
_FOR_RESIDENT = frozenset(
    {"ask", "expire", "supply", "reject", "duplicate", "reconsider", "hide", "unhide"}
)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A line of the timeline, as the template macro takes it."""

    what: str
    at: datetime
    note: str
    colour: str
    who: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why this body: what decided, by which area of responsibility and whose decision."""

    ground: str
    decided_by: str
    reach: str
    area: str
    version: int
    decision: str
    rivals: int


def timeline_lines(steps: Iterable[TimelineStep], *, own: bool) -> list[TimelineLine]:
    """Return the lines visible to the user; ``own``: it is their report."""
    return [_line(step, own=own) for step in steps if _visible(step, own=own)]


def reasons_of(routing: Mapping[str, Any]) -> Reasons:
    """Parse the stored decision; one without a winner has no area."""
    winner: Mapping[str, Any] = routing.get("winner") or {}
    return Reasons(
        ground=str(routing.get("ground", "")),
        decided_by=str(routing.get("decided_by", "")),
        reach=str(winner.get("reach", "")),
        area=str(winner.get("area_name", "")),
        version=int(winner.get("area_version", 0)),
        decision=str(winner.get("decision", "")),
        rivals=len(routing.get("rivals") or ()),
    )


def _visible(step: TimelineStep, *, own: bool) -> bool:
    if step.action not in STEP_LABELS:
        return False
    return step.public or (own and step.action in _FOR_RESIDENT)


def _line(step: TimelineStep, *, own: bool) -> TimelineLine:
    private = str(step.details.get("words") or "") if own else ""
    colour = "" if step.action in _COLOURLESS else COLOUR_OF[Status(step.to_status or "submitted")]
    return TimelineLine(
        what=str(STEP_LABELS[step.action]),
        at=step.at,
        note=step.note or private,
        colour=colour,
        who=str(_WHO.get(step.role, "")),
    )


def note_of(address: AddressMatch) -> str:
    """Return what distinguishes the address: its former name, if found by it, and district."""
    former = gettext("formerly %(name)s", name=address.former) if address.former else ""
    return " · ".join(part for part in (former, in_language(address, "district")) if part)
