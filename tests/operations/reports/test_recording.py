"""Whatever a report lives through, its row, its events and its letters tell one story."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.deadlines import (
    HromadaTerms,
    Term,
    after_days,
    after_working_days,
    answer_due,
    term_end,
)
from app.domain.roles import Role
from app.domain.statuses import Status
from app.models.accounts import RoleGrant
from app.models.outbox import Outbox
from app.models.places import Body, Hromada
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription
from app.operations.reports.events import Actor, NewStep, StepContext, history_of, take_steps
from app.operations.reports.recording import record
from tests.builders import NOON, a_grant, a_report, a_working_hromada
from tests.values import present

# As the database keeps it: from, action, to, role.
Transition = tuple[str, str, str, str]
Scene = tuple[Hromada, dict[Role, Actor], list[Report], list[Transition]]
# Action, from, to, role, account, time, public.
EventRow = tuple[str, str | None, str | None, str, int | None, datetime, bool]
# A step, and its place in the report's life.
PlacedStep = tuple[NewStep, int]
# Where a report stood, where its merge found it, and its steps.
Turn = tuple[str, str | None, list[PlacedStep]]
# Report, the step's place in its life, reader.
Heard = tuple[int, int, str]
Calls = list[tuple[list[int], ...]]

TERM = Term(168, 30)
PLANNED = (NOON + timedelta(days=40)).date()
# What the rules say, written down a second time: columns set and cleared, and who hears.
SETS = {
    "publish": {"published_at"}, "reject": {"closed_at"}, "duplicate": {"closed_at"},
    "route": {"routed_at"}, "forward": {"routed_at"}, "accept": {"accepted_at"},
    "solve": {"answered_at"}, "refuse": {"answered_at", "closed_at"}, "confirm": {"closed_at"},
    "lapse": {"closed_at"}, "hide": {"hidden_at"}, "expire": {"closed_at"}, "uphold": {"closed_at"},
}  # fmt: skip
CLEARS = {
    "reconsider": {"closed_at"}, "unmerge": {"closed_at"}, "unhide": {"hidden_at"},
    "forward": {"accepted_at", "planned_for"},
    "return": {"answered_at", "closed_at", "planned_for"},
    "expire": {"reply_due_at"}, "supply": {"reply_due_at", "closed_at"}, "appeal": {"closed_at"},
    "uphold": {"appeal_due_at"}, "overrule": {"appeal_due_at", "answered_at", "planned_for"},
}  # fmt: skip
STRANGERS_DO_NOT_SEE = {
    *("ask", "reject", "supply", "reconsider", "hide", "unhide", "redact", "remind", "reroute")
}
STRANGERS_DO_NOT_SEE |= {"vouch", "discount", "expire", "restate"}
BOTH = {"duplicate", "unmerge", "accept", "forward", "start", "solve", "refuse", "plan", "lapse"}
BOTH |= {"correct", "uphold", "overrule", "note"}
REPORTER_HEARS = BOTH | {"publish", "reject", "ask", "hide", "expire"}
FOLLOWERS_HEAR = BOTH | {"confirm", "return", "appeal"}
BODY_HEARS = {"route", "forward", "confirm", "return", "lapse", "appeal", "uphold", "overrule"}
SEEN = {"published", "routed", "accepted", "in_progress", "planned", "solved", "not_solved"}
SEEN |= {"confirmed", "appealed", "lapsed"}
SILENT = {"remind", "vouch", "discount", "restate"}
STAFF_HEAR = {"coordinator": {"appeal"}, "moderator": {"supply"}}
TIMES = ("published_at", "routed_at", "accepted_at", "answered_at", "closed_at", "hidden_at")
DUE = ("moderation_due_at", "accept_due_at", "answer_due_at", "reply_due_at", "appeal_due_at")
COLUMNS = ("status", "updated_at", "planned_for", *TIMES, *DUE)


def terms_from(at: datetime) -> dict[str, tuple[set[str], datetime]]:
    """The clocks, each with the steps that start it and the end of a term that starts now."""
    return {
        "answer_due_at": ({"publish", "return", "overrule"}, answer_due(at, TERM)),
        "accept_due_at": ({"route", "forward"}, after_working_days(at, 3)),
        "moderation_due_at": ({"reconsider", "supply"}, after_working_days(at, 1)),
        "reply_due_at": ({"ask"}, after_days(at, 14)),
        "appeal_due_at": ({"appeal"}, after_working_days(at, 5)),
    }


class Model:
    """A report as the rules tell of it."""

    def __init__(self, report: Report) -> None:
        self.id = report.id
        self.columns: dict[str, Any] = {column: getattr(report, column) for column in COLUMNS}
        self.events: list[EventRow] = []
        self.merged_from: str | None = None

    def step(self, action: str, end: str, actor: Actor, at: datetime) -> int:
        """Live through one step; return its place in the report's life."""
        here, columns = self.columns["status"], self.columns
        if action == "duplicate":
            self.merged_from = here
        columns["status"] = end
        columns |= dict.fromkeys(SETS.get(action, ()), at) | dict.fromkeys(CLEARS.get(action, ()))
        columns |= {
            clock: due for clock, (starts, due) in terms_from(at).items() if action in starts
        }
        if action == "plan":
            columns["planned_for"] = PLANNED
        if action not in SILENT:
            columns["updated_at"] = at
        public = action not in STRANGERS_DO_NOT_SEE
        self.events.append((action, here, end, actor.role, actor.account_id, at, public))
        return len(self.events)

    def hears(self, reader: str, action: str) -> bool:
        """Say whether the reader hears of a step, as the report stands after the call."""
        if reader == "reporter":
            return action in REPORTER_HEARS
        if reader == "body":
            return action in BODY_HEARS
        if reader in STAFF_HEAR:
            return action in STAFF_HEAR[reader]
        columns = self.columns
        seen = columns["status"] in SEEN or (action == "duplicate" and columns["published_at"])
        return bool(
            action in FOLLOWERS_HEAR
            and action not in STRANGERS_DO_NOT_SEE
            and seen
            and not columns["hidden_at"]
        )

    def open_steps(self, rules: Sequence[Transition]) -> list[tuple[str, str, str]]:
        """Return the lawful steps from here: action, end, role."""
        here = self.columns["status"]
        steps = [(action, end, role) for start, action, end, role in rules if start == here]
        steps = [step for step in steps if step[0] != "unmerge" or step[1] == self.merged_from]
        if "appeal" in {event[0] for event in self.events}:
            steps = [step for step in steps if step[0] != "appeal"]
        return steps + [(action, here, role) for start, action, _, role in rules if start == "*"]


@pytest.fixture
def town(session: Session) -> Scene:
    hromada = a_working_hromada(session)
    body = session.scalars(select(Body)).one()
    actors = {role: Actor(role) for role in Role}
    for role in (Role.MODERATOR, Role.COORDINATOR, Role.OFFICER):
        actors[role] = a_grant(session, hromada, role, body if role is Role.OFFICER else None)
    reports = [a_report(session, hromada, email=f"r{n}@example.org") for n in range(2)]
    for report in reports:
        for who, confirmed, ended in (("yes", NOON, None), ("no", None, None), ("x", NOON, NOON)):
            session.add(
                Subscription(
                    hromada_id=hromada.id,
                    report_id=report.id,
                    email=f"{who}@example.org",
                    kind="follower",
                    created_at=NOON,
                    confirmed_at=confirmed,
                    ended_at=ended,
                )
            )
    session.flush()
    rules = session.execute(
        text("SELECT from_status, action, to_status, role FROM report_transition")
    )
    return hromada, actors, reports, sorted(map(tuple, rules))


# Of each call: which of its lawful steps each report takes.
CALLS = st.lists(
    st.tuples(*[st.lists(st.integers(0, 10_000), max_size=4)] * 2).filter(any), max_size=8
)


@given(calls=CALLS)
@settings(
    max_examples=max(20, present(settings.default).max_examples // 4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_lawful_lives_are_recorded_as_the_rules_tell_them(
    session: Session, town: Scene, calls: Calls
) -> None:
    point = session.begin_nested()
    try:
        _live(session, town, calls)
    finally:
        point.rollback()
        session.expire_all()


def _live(session: Session, town: Scene, calls: Calls) -> None:
    hromada, actors, reports, rules = town
    models = [Model(report) for report in reports]
    told: set[Heard] = set()
    for n, call in enumerate(calls):
        now = NOON + timedelta(hours=n + 1)
        taken = [
            _choose(model, choices, rules, actors, now)
            for model, choices in zip(models, call, strict=True)
        ]
        _take(session, hromada, reports, taken)
        told |= {
            (model.id, place, reader)
            for model, (_, _, steps) in zip(models, taken, strict=True)
            for reader in ("reporter", "yes", "body", *STAFF_HEAR)
            if (place := _last_heard(model, steps, reader))
        }
        for model, report in zip(models, reports, strict=True):
            if len([steps for _, _, steps in taken if steps]) == 1:
                # Known without asking the database.
                assert {column: getattr(report, column) for column in COLUMNS} == model.columns
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    session.expire_all()
    for model in models:
        found = session.get_one(Report, model.id)
        assert {column: getattr(found, column) for column in COLUMNS} == model.columns
        assert _events(session, model.id)[1:] == model.events
    assert _told(session) == told | {(model.id, 0, "reporter") for model in models}


def _choose(
    model: Model,
    choices: Sequence[int],
    rules: Sequence[Transition],
    actors: dict[Role, Actor],
    now: datetime,
) -> Turn:
    """Return where it stood, where its merge found it, and its steps with their places."""
    start, back_to = model.columns["status"], model.merged_from
    steps: list[PlacedStep] = []
    for choice in choices:
        possible = model.open_steps(rules)
        action, end, role = possible[choice % len(possible)]
        if action == "unmerge" and any(step[0] == "duplicate" for step, _ in steps):
            break
        actor = actors[Role(role)]
        changes = {"planned_for": PLANNED} if action == "plan" else {}
        context = StepContext(actor, now, details={"words": "Слова"}, changes=changes)
        steps.append(((action, context), model.step(action, end, actor, now)))
    return start, back_to, steps


def _take(
    session: Session, hromada: Hromada, reports: Sequence[Report], taken: Sequence[Turn]
) -> None:
    busy = [(report, life) for report, life in zip(reports, taken, strict=True) if life[2]]
    if len(busy) == 1:
        (report, (_, _, steps)), *_ = busy
        take_steps(session, report, [step for step, _ in steps])
        return
    due = partial(term_end, hromada=HromadaTerms(), category=TERM)
    histories = {
        report.id: history_of(
            Status(start),
            [step for step, _ in steps],
            due,
            back_to=Status(back_to) if back_to else None,
        )
        for report, (start, back_to, steps) in busy
    }
    record(session, histories)
    session.expire_all()


def _last_heard(model: Model, steps: Sequence[PlacedStep], reader: str) -> int:
    places = [place for (action, _), place in steps if model.hears(reader, action)]
    return places[-1] if places else 0


def _events(session: Session, report_id: int) -> list[EventRow]:
    rows = session.scalars(
        select(ReportEvent).where(ReportEvent.report_id == report_id).order_by(ReportEvent.id)
    )
    return [
        (e.action, e.from_status, e.to_status, e.role, e.account_id, e.at, e.public) for e in rows
    ]


def _told(session: Session) -> set[Heard]:
    """Return who is owed a letter: the report, the step's place in its life, the reader."""
    events = session.scalars(select(ReportEvent).order_by(ReportEvent.report_id, ReportEvent.id))
    places = {
        event.id: (report_id, place)
        for report_id, life in groupby(events, key=lambda event: event.report_id)
        for place, event in enumerate(life)
    }
    subscriptions = {each.id: each for each in session.scalars(select(Subscription))}
    roles = {each.account_id: each.role for each in session.scalars(select(RoleGrant))}
    found = set()
    for owed in session.scalars(select(Outbox)):
        reader = roles.get(owed.payload.get("account_id", 0), "body")
        if owed.kind == "step":
            known = subscriptions[owed.payload["subscription_id"]]
            reader = "reporter" if known.kind == "reporter" else known.email.split("@")[0]
        found.add((*places[owed.payload["event_id"]], reader))
    return found
