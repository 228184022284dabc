from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.errors import Conflict, NotAllowed, NotFound, Rejected, WrongState
from app.domain.moderation import BLACK, HideReason, RejectReason
from app.domain.roles import Role
from app.models.places import Body, Category, Hromada
from app.models.reports import Report, ReportEvent
from app.operations.casework.moderation import (
    ask_reporter,
    hide_report,
    mark_duplicate,
    publish_report,
    reconsider_report,
    reject_report,
    route_report,
    unhide_report,
    unmerge_report,
)
from app.operations.casework.redaction import redact_passage, remove_redaction
from app.operations.casework.staff_commands import (
    StaffCommand,
    forward_report,
    last_human_event,
    lock_case,
)
from app.operations.reports.events import Actor, StepContext, take_step
from tests.builders import (
    NOON,
    a_body,
    a_category,
    a_grant,
    a_hromada,
    a_public_report,
    a_report,
    a_working_hromada,
    events_of,
)
from tests.values import present


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def moderator(session: Session, hromada: Hromada) -> Actor:
    return a_grant(session, hromada, Role.MODERATOR)


def _turn(report: Report, actor: Actor, **given: Any) -> StaffCommand:
    return StaffCommand(report.number, actor, **(dict[str, Any]({"now": NOON}) | given))


def _last(session: Session, report: Report) -> ReportEvent:
    return session.scalars(
        select(ReportEvent).filter_by(report_id=report.id).order_by(ReportEvent.id.desc()).limit(1)
    ).one()


def test_publishing_hands_nothing_to_a_body_that_takes_reports_no_more(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    body = session.get_one(Body, report.body_id)
    body.active = False
    session.flush()
    assert publish_report(session, _turn(report, moderator)) == "published"
    assert (report.body_id, report.area_id) == (None, None)
    assert _last(session, report).details == {"idle": body.id}
    assert report.routing["ground"] == "nobody"


def test_publishing_finds_who_answers_in_place_of_a_body_that_takes_no_reports(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    session.get_one(Body, report.body_id).active = False
    heir = a_body(session, hromada, "heir")
    session.get_one(Category, report.category_id).default_body_id = heir.id
    session.flush()
    assert publish_report(session, _turn(report, moderator)) == "routed"
    assert (report.body_id, report.routing["ground"]) == (heir.id, "default-body")


def test_publishing_hands_the_report_to_the_proposed_body_at_once(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    proposed = report.body_id
    assert publish_report(session, _turn(report, moderator)) == "routed"
    assert events_of(session, report) == ["submit", "publish", "route"]
    assert (report.public, report.body_id) == (True, proposed)


def test_publishing_may_correct_the_body(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    better = a_body(session, hromada, "water")
    publish_report(session, _turn(report, moderator), body_id=better.id)
    assert (report.status, report.body_id, report.area_id) == ("routed", better.id, None)
    assert _last(session, report).details["to"] == better.id


def test_without_a_body_a_report_waits_published_for_a_choice(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    a_category(session, hromada, "trees.fallen")
    report = a_report(session, hromada, category="trees.fallen")
    assert publish_report(session, _turn(report, moderator)) == "published"
    body = a_body(session, hromada, "green")
    route_report(session, _turn(report, moderator), body.id)
    assert (report.status, report.body_id) == ("routed", body.id)
    assert present(report.accept_due_at) > NOON


@pytest.mark.parametrize("fault", ["unknown", "inactive", "another hromada's"])
def test_only_an_acting_body_of_this_hromada_gets_reports(
    session: Session, hromada: Hromada, moderator: Actor, fault: str
) -> None:
    report = a_report(session, hromada)
    bodies: dict[str, Callable[[], int]] = {
        "unknown": lambda: 999_999,
        "inactive": lambda: a_body(session, hromada, "old", active=False).id,
        "another hromada's": lambda: a_body(session, a_hromada(session, "other")).id,
    }
    body_id = bodies[fault]()
    enter_hromada(session, hromada.id)
    with pytest.raises(Rejected) as refused:
        publish_report(session, _turn(report, moderator), body_id=body_id)
    assert "body" in refused.value.fields


def test_the_same_decision_twice_is_refused_and_logged_once(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    publish_report(session, _turn(report, moderator))
    with pytest.raises(WrongState):
        publish_report(session, _turn(report, moderator))
    assert events_of(session, report) == ["submit", "publish", "route"]


def test_a_decision_about_what_has_changed_meanwhile_is_refused(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    seen = last_human_event(session, report)
    ask_reporter(session, _turn(report, moderator, seen=seen), "Який саме будинок?")
    with pytest.raises(Conflict):
        publish_report(session, _turn(report, moderator, seen=seen))
    assert report.status == "needs_info"


def test_what_the_program_did_meanwhile_is_no_conflict(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    publish_report(session, _turn(report, moderator))
    lock_case(session, _turn(report, moderator, seen=last_human_event(session, report)))
    assert _last(session, report).role == Role.SYSTEM


def test_rejecting_keeps_the_reason_and_tells_the_reporter(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada, email="olena@example.org")
    reject_report(session, _turn(report, moderator), RejectReason.UNCLEAR, note="Де це?")
    event = _last(session, report)
    assert (event.note, event.details) == ("Де це?", {"reason": "unclear"})
    assert (report.status, report.public) == ("rejected", False)
    letters = session.scalar(
        text("SELECT count(*) FROM outbox WHERE kind = 'step' AND payload->>'event_id' = :id"),
        {"id": str(event.id)},
    )
    assert letters == 1


def test_what_a_moderator_tells_the_reporter_is_not_public(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    ask_reporter(session, _turn(report, moderator), "Який саме будинок?")
    assert not _last(session, report).public
    reject_report(session, _turn(report, moderator), RejectReason.UNCLEAR, note="Де це?")
    assert not _last(session, report).public


def test_a_rejection_is_reconsidered_with_a_new_term(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    reject_report(session, _turn(report, moderator), RejectReason.UNCLEAR, note="Де це?")
    later = NOON + timedelta(days=10)
    reconsider_report(session, _turn(report, moderator, now=later), note="Знайшли місце.")
    assert report.status == "submitted"
    assert present(report.moderation_due_at) > later
    assert report.closed_at is None


def test_a_duplicate_points_to_its_original(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    first, second = a_public_report(session, hromada), a_report(session, hromada)
    mark_duplicate(session, _turn(second, moderator), first.number)
    assert (second.status, second.duplicate_of_id) == ("duplicate", first.id)
    assert _last(session, second).details == {"original": first.number}
    unmerge_report(session, _turn(second, moderator), note="")
    assert (second.status, second.duplicate_of_id) == ("submitted", None)


def test_a_report_does_not_repeat_itself_nor_one_that_cannot_be_seen(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report, waiting = a_report(session, hromada), a_report(session, hromada)
    a_category(session, hromada, "civil.strike", hide_on_map=True)
    secret = a_public_report(
        session, hromada, category="civil.strike", steps=[("publish", Actor(Role.OPERATOR))]
    )
    elsewhere = a_public_report(session, a_working_hromada(session, "other"))
    enter_hromada(session, hromada.id)
    for number in (report.number, waiting.number, secret.number, elsewhere.number, 0):
        with pytest.raises(Rejected) as refused:
            mark_duplicate(session, _turn(report, moderator), number)
        assert "original" in refused.value.fields
    assert report.status == "submitted"


def test_duplicates_form_no_ring(session: Session, hromada: Hromada, moderator: Actor) -> None:
    first, second = a_public_report(session, hromada), a_public_report(session, hromada)
    mark_duplicate(session, _turn(first, moderator), second.number)
    with pytest.raises(Rejected, match="itself a duplicate"):
        mark_duplicate(session, _turn(second, moderator), first.number)


def test_hiding_takes_a_report_off_the_map_and_back(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_public_report(session, hromada)
    hide_report(session, _turn(report, moderator), HideReason.SECURITY, note="Видно об'єкт.")
    session.refresh(report)
    assert (report.public, report.status) == (False, "routed")
    with pytest.raises(WrongState):
        hide_report(session, _turn(report, moderator), HideReason.SECURITY, note="")
    unhide_report(session, _turn(report, moderator), note="Перевірено.")
    session.refresh(report)
    assert report.public
    with pytest.raises(WrongState):
        unhide_report(session, _turn(report, moderator), note="")
    assert events_of(session, report)[-2:] == ["hide", "unhide"]


def test_blacking_out_leaves_the_residents_own_words(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada, description="Сусід Петренко Іван розбив паркан.")
    redact_passage(session, _turn(report, moderator), "Петренко")
    redact_passage(session, _turn(report, moderator), "Іван")
    assert report.public_text == f"Сусід {BLACK} {BLACK} розбив паркан."
    assert report.description == "Сусід Петренко Іван розбив паркан."
    assert not _last(session, report).public
    remove_redaction(session, _turn(report, moderator), "Іван")
    assert report.public_text == f"Сусід {BLACK} Іван розбив паркан."
    with pytest.raises(WrongState):
        remove_redaction(session, _turn(report, moderator), "Іван")
    assert events_of(session, report) == ["submit", "redact", "redact", "redact"]


def test_a_passage_that_is_not_there_changes_nothing(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    with pytest.raises(Rejected):
        redact_passage(session, _turn(report, moderator), "немає такого")
    assert events_of(session, report) == ["submit"]


def test_only_moderators_moderate(session: Session, hromada: Hromada) -> None:
    officer = a_grant(session, hromada, Role.OFFICER, a_body(session, hromada, "water"))
    report = a_report(session, hromada)
    for deed in (
        lambda command: publish_report(session, command),
        lambda command: reject_report(session, command, RejectReason.UNCLEAR, note=""),
        lambda command: ask_reporter(session, command, "Де?"),
        lambda command: redact_passage(session, command, "яма"),
        lambda command: hide_report(session, command, HideReason.OFFENSIVE, note=""),
    ):
        with pytest.raises(NotAllowed):
            deed(_turn(report, officer))


def test_another_hromadas_report_does_not_exist(session: Session, hromada: Hromada) -> None:
    other = a_working_hromada(session, "other")
    stranger = a_grant(session, other, Role.MODERATOR)
    enter_hromada(session, hromada.id)
    report = a_report(session, hromada)
    enter_hromada(session, other.id)
    with pytest.raises(NotFound):
        publish_report(session, _turn(report, stranger))


def test_a_moderator_forwards_what_no_body_has_accepted(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_public_report(session, hromada)
    first, second = report.body_id, a_body(session, hromada, "water")
    forward_report(session, _turn(report, moderator), second.id, reason="Це труба.")
    event = _last(session, report)
    assert event.details == {"from": first, "to": second.id}
    assert (report.body_id, report.area_id, report.status) == (second.id, None, "routed")


# What the operations refuse, the database refuses to a bare statement too.


def _refused(session: Session, sql: str, **given: Any) -> str:
    with pytest.raises(DBAPIError) as refused:
        _say(session, sql, given)
    return str(refused.value.orig)


def _say(session: Session, sql: str, given: Mapping[str, Any]) -> None:
    with session.begin_nested():
        session.execute(text(sql), given)
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_the_database_refuses_a_status_without_its_event(
    session: Session, hromada: Hromada
) -> None:
    report = a_report(session, hromada)
    said = _refused(session, "UPDATE report SET status = 'confirmed' WHERE id = :id", id=report.id)
    assert "has no event that led to it" in said


EVENT = """
    INSERT INTO report_event
        (hromada_id, report_id, at, action, from_status, to_status, role, account_id)
    VALUES (:hromada_id, :report_id, now(), :action, :start, :end, :role, :account_id)
"""


def _event(report: Report, action: str, start: str, end: str, actor: Actor) -> dict[str, Any]:
    return {
        "hromada_id": report.hromada_id,
        "report_id": report.id,
        "action": action,
        "start": start,
        "end": end,
        "role": actor.role,
        "account_id": actor.account_id,
    }


def test_the_database_refuses_a_step_that_the_table_lacks(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada)
    step = _event(report, "publish", "submitted", "confirmed", moderator)
    assert "may not publish" in _refused(session, EVENT, **step)


def test_the_database_refuses_a_step_from_where_the_report_is_not(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_public_report(session, hromada)
    step = _event(report, "publish", "submitted", "published", moderator)
    assert "is routed, not submitted" in _refused(session, EVENT, **step)


def test_the_database_refuses_a_moderator_of_another_hromada(
    session: Session, hromada: Hromada
) -> None:
    stranger = a_grant(session, a_working_hromada(session, "other"), Role.MODERATOR)
    enter_hromada(session, hromada.id)
    report = a_report(session, hromada)
    step = _event(report, "publish", "submitted", "published", stranger)
    assert "is no moderator" in _refused(session, EVENT, **step)


def test_the_database_refuses_an_officer_of_another_body(
    session: Session, hromada: Hromada
) -> None:
    stranger = a_grant(session, hromada, Role.OFFICER, a_body(session, hromada, "water"))
    report = a_public_report(session, hromada)
    step = _event(report, "accept", "routed", "accepted", stranger)
    assert "is no officer" in _refused(session, EVENT, **step)
    with pytest.raises(DBAPIError, match="is no officer"), session.begin_nested():
        take_step(session, report, "accept", StepContext(stranger, NOON))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE report_event SET note = 'інше' WHERE report_id = :id",
        "DELETE FROM report_event WHERE report_id = :id",
        "TRUNCATE report_event",
    ],
)
def test_the_log_only_grows(session: Session, hromada: Hromada, sql: str) -> None:
    report = a_report(session, hromada)
    _refused(session, sql, **({"id": report.id} if ":id" in sql else {}))
    count = select(func.count()).select_from(ReportEvent).filter_by(report_id=report.id)
    assert session.scalar(count) == 1


def test_the_residents_words_cannot_be_rewritten(session: Session, hromada: Hromada) -> None:
    report = a_report(session, hromada)
    said = _refused(session, "UPDATE report SET description = 'інше' WHERE id = :id", id=report.id)
    assert "own words" in said
    assert session.get_one(Report, report.id).description.startswith("Глибока яма")
