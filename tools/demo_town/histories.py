"""Lives the demo's reports up to today: who did what when, and the columns that follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.deadlines import HromadaTerms, Term, after_working_days, answer_due
from app.domain.lifecycle import TRANSITIONS, Status
from app.domain.roles import Role
from app.operations.placing import Placement, Spot, place
from gis.geometry import Point
from tools.demo_town.draw.clock import sent_at

# In what capacity the demo's people take each step.
_ROLE_OF: dict[str, Role] = {
    "publish": Role.MODERATOR,
    "reject": Role.MODERATOR,
    "ask": Role.MODERATOR,
    "duplicate": Role.MODERATOR,
    "supply": Role.RESIDENT,
    "route": Role.SYSTEM,
    "forward": Role.COORDINATOR,
    "accept": Role.OFFICER,
    "start": Role.OFFICER,
    "solve": Role.OFFICER,
    "refuse": Role.OFFICER,
    "plan": Role.OFFICER,
    "confirm": Role.RESIDENT,
    "return": Role.RESIDENT,
    "hide": Role.MODERATOR,
}
_STAMPS_OF: dict[str, tuple[str, ...]] = {
    "publish": ("published_at",),
    "route": ("routed_at",),
    "forward": ("routed_at",),
    "accept": ("accepted_at",),
    "solve": ("answered_at",),
    "refuse": ("answered_at", "closed_at"),
    "confirm": ("closed_at",),
    "reject": ("closed_at",),
    "duplicate": ("closed_at",),
    "hide": ("hidden_at",),
}

# Columns that a life may leave empty: one INSERT takes rows of the same columns.
NOT_YET: dict[str, None] = dict.fromkeys(
    [*(column for columns in _STAMPS_OF.values() for column in columns), "planned_for"]
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo's people: account ids by role, officers by body id."""

    moderator: int
    coordinator: int
    officers: Mapping[int, int]

    def account(self, role: Role, body_id: int | None) -> int | None:
        """Return who acts in this role for the report's body."""
        if role is Role.OFFICER:
            return self.officers[body_id or 0]
        return {Role.MODERATOR: self.moderator, Role.COORDINATOR: self.coordinator}.get(role)


@dataclass(frozen=True, slots=True)
class Demo:
    """What every demo report is made with. ``keep_photo`` draws one, keeps it, returns its key."""

    session: Session
    hromada_id: int
    cast: Cast
    now: datetime
    keep_photo: Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Life:
    """A report as it has lived till now: its columns, and the steps after its sending."""

    story: Mapping[str, Any]
    submitted: datetime
    values: dict[str, Any]
    steps: list[dict[str, Any]]


def lived(demo: Demo, story: Mapping[str, Any]) -> Life:
    """Return the report as far as it has lived by now, placed as a resident's would be."""
    submitted = sent_at(story, demo.now)
    spot = Spot(demo.hromada_id, Point(story["lon"], story["lat"]), story["category"])
    found = place(demo.session, spot, now=submitted)
    steps = _steps(demo, story, submitted, found)
    return Life(story, submitted, _values(demo, story, submitted, found) | _outcome(steps), steps)


def _steps(
    demo: Demo, story: Mapping[str, Any], submitted: datetime, found: Placement
) -> list[dict[str, Any]]:
    """Return the rows of the steps that have already happened, in order."""
    status, body_id = Status.SUBMITTED, found.decision.body_id
    taken: list[dict[str, Any]] = []
    for number, step in enumerate(story["timeline"]):
        action = step["action"]
        at = submitted + timedelta(days=float(step["days_after"]), seconds=number)
        role = _ROLE_OF[action]
        if at >= demo.now or (body_id is None and role in (Role.OFFICER, Role.SYSTEM)):
            break
        after = status if action == "hide" else TRANSITIONS[status, action].to
        taken.append(
            {
                "at": at,
                "action": action,
                "from_status": status.value,
                "to_status": after.value,
                "role": role.value,
                "account_id": demo.cast.account(role, body_id),
                "note": step.get("note", ""),
                "public": action not in ("hide", "reject", "ask"),
            }
        )
        status = after
    return taken


def _values(
    demo: Demo, story: Mapping[str, Any], submitted: datetime, found: Placement
) -> dict[str, Any]:
    clocks, term = (
        HromadaTerms(),
        Term(found.category["target_hours"], found.category["legal_days"]),
    )
    return {
        "hromada_id": demo.hromada_id,
        "category_id": found.category["id"],
        "point": Point(story["lon"], story["lat"]).ewkt(),
        "address": story.get("address", ""),
        "description": story["description"],
        "public_text": story["description"],
        "locale": story.get("locale", "uk"),
        "channel": story.get("channel", "web"),
        "district_id": found.district_id,
        "body_id": found.decision.body_id,
        "area_id": found.decision.area_id,
        "routing": found.decision.reasons(),
        "sensitive": found.sensitive,
        "submitted_at": submitted,
        "updated_at": submitted,
        "moderation_due_at": after_working_days(submitted, clocks.moderation_working_days),
        "accept_due_at": after_working_days(submitted, clocks.acceptance_working_days + 1),
        "answer_due_at": answer_due(submitted, term),
        "supporters": int(story.get("supporters", 0)),
    }


def _outcome(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the columns that follow from the steps taken."""
    outcome: dict[str, Any] = {"status": steps[-1]["to_status"] if steps else "submitted"}
    for step in steps:
        for column in _STAMPS_OF.get(step["action"], ()):
            outcome[column] = step["at"]
        outcome["updated_at"] = step["at"]
        if step["action"] == "plan":
            outcome["planned_for"] = (step["at"] + timedelta(days=45)).date()
        if step["action"] == "return":
            outcome["answered_at"] = outcome["planned_for"] = None
    return outcome
