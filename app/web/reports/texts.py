"""Public texts of a report's timeline and routing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.domain.statuses import SIGN_OF, Status
from app.queries.reports.page import TimelineStep
from app.queries.territory.addresses import AddressMatch
from app.texts.languages import in_language

# Labels of the steps, for residents, each with its icon.
STEP_LABELS = {
    "submit": (_("A resident reported"), "person"),
    "publish": (_("Checked by a moderator and published"), "shield"),
    "route": (_("Sent to the body in charge"), "building"),
    "reject": (_("Not published"), "aside"),
    "expire": (_("The question had no answer in time"), "aside"),
    "ask": (_("The moderator asks for details"), "info"),
    "supply": (_("The resident added details"), "person"),
    "duplicate": (_("Found to be reported already"), "aside"),
    "unmerge": (_("Found to be a problem of its own after all"), "info"),
    "reconsider": (_("Taken up again by a moderator"), "shield"),
    "accept": (_("The body accepted it"), "check"),
    "forward": (_("Forwarded to another body"), "building"),
    "start": (_("Work has begun"), "tools"),
    "solve": (_("The body answered: done"), "claimed"),
    "refuse": (_("The body refused"), "refused"),
    "plan": (_("Planned"), "clock"),
    "correct": (_("The body corrected its answer"), "info"),
    "confirm": (_("The resident confirmed: solved"), "word"),
    "return": (_("The resident returned it: not solved yet"), "left"),
    "lapse": (_("Closed: nobody objected within the term"), "silent"),
    "appeal": (_("The resident appealed the refusal"), "people"),
    "uphold": (_("The coordinator decided: the refusal stays in force"), "refused"),
    "overrule": (_("The coordinator decided: the refusal is undone"), "tools"),
    "hide": (_("Hidden from the public"), "close"),
    "unhide": (_("Shown to the public again"), "check"),
    "redact": (_("Personal details were blacked out"), "shield"),
    "vouch": (_("Supports were checked and counted"), "people"),
    "discount": (_("Supports were checked and not counted"), "people"),
    "note": (_("Comment"), "info"),
    "photo": (_("A photo was added"), "camera"),
    "reroute": (_("Boundaries have changed: another body is proposed"), "building"),
}
_WHO = {
    "resident": _("resident"),
    "verified": _("resident"),
    "moderator": _("moderator"),
    "officer": _("executive body"),
    "coordinator": _("coordinator"),
}
_ANSWERS = frozenset({"solve", "refuse", "plan"})
_HANDED = frozenset({"route", "forward"})
# Steps that the reporter sees besides the public ones.
_FOR_RESIDENT = frozenset(
    {"ask", "supply", "reject", "expire", "duplicate", "reconsider", "hide", "unhide"}
)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A line of the timeline, as the template macro takes it.

    ``sign`` colours the mark: that of the present state, on the last line alone. ``earlier`` are
    the words that stood here before ``corrected_at``, the first ones first.
    """

    action: str
    what: str
    at: datetime
    note: str
    icon: str
    who: str
    sign: str = ""
    corrected_at: datetime | None = None
    earlier: tuple[str, ...] = ()


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


def timeline_lines(
    steps: Sequence[TimelineStep], *, own: bool, body: str = ""
) -> list[TimelineLine]:
    """Return the lines visible to the user; ``own``: it is their report.

    A corrected answer stands where it was first given. ``body`` is the one in charge now.
    """
    lines: list[TimelineLine] = []
    for step in steps:
        if not _visible(step, own=own):
            continue
        line = line_of(step, own=own)
        if step.action == "correct" and _correct(lines, line):
            continue
        lines.append(line)
    handed = [place for place, line in enumerate(lines) if line.action in _HANDED]
    if body and handed:
        what = gettext("Given to: %(body)s", body=body)
        lines[handed[-1]] = replace(lines[handed[-1]], what=what)
    return with_present_sign(lines, steps)


def with_present_sign(
    lines: list[TimelineLine], steps: Sequence[TimelineStep]
) -> list[TimelineLine]:
    """Return the lines with the last one's mark in the colour of the present state."""
    if lines:
        present = next((step.to_status for step in reversed(steps) if step.to_status), "submitted")
        lines[-1] = replace(lines[-1], sign=SIGN_OF[Status(present)].value)
    return lines


def _correct(lines: list[TimelineLine], correction: TimelineLine) -> bool:
    """Put the new words in the place of the last answer's; return whether there is one."""
    for place in reversed(range(len(lines))):
        if (line := lines[place]).action in _ANSWERS:
            lines[place] = replace(
                line,
                note=correction.note,
                corrected_at=correction.at,
                earlier=(*line.earlier, line.note),
            )
            return True
    return False


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


def line_of(step: TimelineStep, *, own: bool) -> TimelineLine:
    """Return the line of one step, with the resident's words if it is their report."""
    private = str(step.details.get("words") or "") if own else ""
    what, icon = STEP_LABELS[step.action]
    return TimelineLine(
        action=step.action,
        what=str(what),
        at=step.at,
        note=step.note or private,
        icon=icon,
        who=str(_WHO.get(step.role, "")),
    )


def note_of(address: AddressMatch) -> str:
    """Return what distinguishes the address: its former name, if found by it, and district."""
    former = gettext("formerly %(name)s", name=address.former) if address.former else ""
    return " · ".join(part for part in (former, in_language(address, "district")) if part)
