"""Puts the demo's reports into the database: two years of a town's life, up to today."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from app.domain.deadlines import Clocks, Term, after_working_days, answer_due
from app.domain.lifecycle import SUBMIT, TRANSITIONS, Status
from app.domain.roles import Role
from app.models.places import Body
from app.models.reports import Report, ReportEvent, ReportPhoto
from app.models.voices import Subscription
from app.operations.demo.files import document
from app.operations.placing import Placement, Spot, place
from gis.geometry import Point
from seeds.draw.clock import sent_at

# Pixels, width and height, of a drawn photo.
DRAWN = (1200, 900)

_SUPPORTERS = text("""
INSERT INTO supporter (hromada_id, report_id, person_key, created_at)
SELECT :hromada_id, CAST(:report_id AS bigint),
       sha256(convert_to('demo:' || :report_id || ':' || n, 'UTF8')), :at
FROM generate_series(1, :count) AS n
""")
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


def add_reports(demo: Demo, *, advance: Callable[[int], None]) -> int:
    """Add every report with its timeline; ``advance`` hears how many more are done."""
    given = sorted(document("reports.json.gz"), key=lambda story: sent_at(story, demo.now))
    made: dict[str, int] = {}
    for index, story in enumerate(given):
        made[str(story.get("id", index))] = _add_report(demo, story)
        advance(1)
    _tie_duplicates(demo, given, made)
    return len(made)


def _add_report(demo: Demo, story: Mapping[str, Any]) -> int:
    submitted = sent_at(story, demo.now)
    spot = Spot(demo.hromada_id, Point(story["lon"], story["lat"]), story["category"])
    found = place(demo.session, spot, now=submitted)
    steps = _steps(demo, story, submitted, found)
    values = _values(demo, story, submitted, found) | _outcome(steps)
    report_id = demo.session.scalar(insert(Report).values(**values).returning(Report.id)) or 0
    role = Role.RESIDENT if story.get("has_email") else Role.ANONYMOUS
    first = {"at": submitted, "action": SUBMIT, "to_status": "submitted", "role": role.value}
    demo.session.execute(
        insert(ReportEvent),
        [
            _BLANK | {"hromada_id": demo.hromada_id, "report_id": report_id} | step
            for step in (first, *steps)
        ],
    )
    _add_company(demo, story, report_id, submitted)
    return int(report_id)


_BLANK: dict[str, Any] = {
    "from_status": None,
    "account_id": None,
    "note": "",
    "public": True,
    "details": {},
}


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
    clocks, term = Clocks(), Term(found.category["target_hours"], found.category["legal_days"])
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
            outcome["answered_at"] = None
    return outcome


def _add_company(demo: Demo, story: Mapping[str, Any], report_id: int, submitted: datetime) -> None:
    """Add supporters, the reporter's address and photos."""
    ids = {"hromada_id": demo.hromada_id, "report_id": report_id}
    if count := int(story.get("supporters", 0)):
        demo.session.execute(_SUPPORTERS, ids | {"count": count, "at": submitted})
    if story.get("has_email"):
        address = f"resident{report_id}@pokrov.example"
        demo.session.execute(
            insert(Subscription).values(
                **ids, email=address, kind="reporter", created_at=submitted, confirmed_at=submitted
            )
        )
    for position, photo in enumerate(story.get("photos", [])):
        key = demo.keep_photo(photo["kind"], int(photo["seed"]))
        # Drawn by us, in both sizes: a resident's first photo need not queue behind these.
        demo.session.execute(
            insert(ReportPhoto).values(
                **ids,
                storage_key=key,
                state="ready",
                width=DRAWN[0],
                height=DRAWN[1],
                position=position,
                created_at=submitted,
            )
        )


def _tie_duplicates(
    demo: Demo, given: Sequence[Mapping[str, Any]], made: Mapping[str, int]
) -> None:
    """Point each duplicate at its original: the one named, else the nearest of its category."""
    for index, story in enumerate(given):
        own = made[str(story.get("id", index))]
        report = demo.session.get_one(Report, own)
        if report.status != Status.DUPLICATE:
            continue
        named = made.get(str(story.get("duplicate_of")))
        original = named or demo.session.scalar(
            select(Report.id)
            .where(Report.category_id == report.category_id, Report.public, Report.id != own)
            .order_by(func.ST_Distance(Report.point, report.point), Report.id)
            .limit(1)
        )
        demo.session.execute(
            update(Report).where(Report.id == own).values(duplicate_of_id=original)
        )


def body_ids(session: Session) -> dict[str, int]:
    """Return the entered hromada's bodies, code to id."""
    return {row.code: row.id for row in session.execute(select(Body.code, Body.id))}
