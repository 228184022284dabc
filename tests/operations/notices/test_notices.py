"""Notices explain reports: by place, period and kind; over, those concerned are told, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.errors import NotFound, Rejected, WrongState
from app.domain.roles import Role
from app.models.notices import Notice, NoticeSubscription, ReportNotice
from app.models.outbox import Outbox
from app.models.places import Body, Hromada
from app.operations.notices.announcing import (
    NewNotice,
    announce,
    end_expired_notices,
    end_notice,
    lock_notice,
)
from app.operations.notices.answering import solve_explained
from app.operations.notices.subscribing import answer_subscription, follow_notice
from app.queries.notices.notices import explained, notices_explaining
from gis.geometry import Point
from gis.notices import area_around
from tests.builders import (
    NOON,
    a_category,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
    events_of,
    square,
    typed,
)
from tests.values import present

HOUR = timedelta(hours=1)
INSIDE, OUTSIDE = Point(34.05, 47.65), Point(34.09, 47.69)
AREA = square(34.04, 47.64, 0.02)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


def a_notice(session: Session, hromada: Hromada, **given: Any) -> int:
    new = NewNotice(
        **dict[str, Any](
            {
                "title": ("Немає води", "No water"),
                "words": ("Ремонт магістралі.", "Repairs of the main."),
                "area": AREA,
                "starts_at": NOON - HOUR,
                "ends_at": NOON + 5 * HOUR,
            }
        )
        | given
    )
    return announce(session, new, now=NOON)


def linked(session: Session, notice: int) -> set[int]:
    rows = select(ReportNotice.report_id).filter_by(notice_id=notice)
    return set(session.scalars(rows))


def explaining(
    session: Session,
    hromada: Hromada,
    point: Point = INSIDE,
    category: str = "roads.pothole",
    at: datetime = NOON,
) -> list[int]:
    found = notices_explaining(session, point, category=category, now=at)
    return [each.id for each in found]


def owed(session: Session, kind: str) -> Sequence[Outbox]:
    return session.scalars(select(Outbox).filter_by(kind=kind)).all()


def test_a_new_report_inside_is_explained_and_one_outside_is_not(
    session: Session, hromada: Hromada
) -> None:
    notice = a_notice(session, hromada)
    inside = a_report(session, hromada)
    a_report(session, hromada, point=OUTSIDE)
    assert linked(session, notice) == {inside.id}


@pytest.mark.parametrize(
    ("at", "found"),
    [(-2 * HOUR, 0), (-HOUR, 1), (5 * HOUR - timedelta(seconds=1), 1), (5 * HOUR, 0)],
)
def test_only_the_notices_period_counts(
    session: Session, hromada: Hromada, at: timedelta, found: int
) -> None:
    notice = a_notice(session, hromada)
    a_report(session, hromada, now=NOON + at)
    assert len(linked(session, notice)) == found
    assert len(explaining(session, hromada, at=NOON + at)) == found


@pytest.mark.parametrize(("code", "found"), [("roads.pothole", 1), ("roads", 1), ("light.lamp", 0)])
def test_a_notice_explains_its_kinds_and_the_leaves_of_its_groups(
    session: Session, hromada: Hromada, code: str, found: int
) -> None:
    a_category(session, hromada, "light.lamp")
    notice = a_notice(session, hromada, categories=(code,))
    a_report(session, hromada)
    assert len(linked(session, notice)) == found
    assert len(explaining(session, hromada)) == found


def test_what_was_reported_before_the_announcement_is_linked_too(
    session: Session, hromada: Hromada
) -> None:
    early = a_report(session, hromada, now=NOON - HOUR)
    a_report(session, hromada, now=NOON - 2 * HOUR)
    a_report(session, hromada, point=OUTSIDE)
    assert linked(session, a_notice(session, hromada)) == {early.id}


# Of the hromada's square (builders.square), by what lies where.
@pytest.mark.parametrize(
    "area",
    [square(30.5, 50.4, 0.1), square(34.1, 47.6, 0.1), square(34.2, 47.6, 0.1)],
    ids=["far", "on the border", "beside"],
)
def test_an_area_outside_the_hromada_is_refused(
    session: Session, hromada: Hromada, area: str
) -> None:
    with pytest.raises(Rejected) as refused:
        a_notice(session, hromada, area=area)
    assert "area" in refused.value.fields


def test_of_an_area_the_part_inside_the_hromada_is_kept(session: Session, hromada: Hromada) -> None:
    across = a_notice(session, hromada, area=square(34.05, 47.55, 0.1))
    assert covers(session, across, square(34.05, 47.6, 0.05))
    whole = a_notice(session, hromada, area=square(33.0, 47.0, 2.0))
    assert covers(session, whole, square())


def test_polygons_alone_are_kept_of_an_area_that_also_touches_from_outside(
    session: Session, hromada: Hromada
) -> None:
    beside = square(34.1, 47.62, 0.02).removeprefix("SRID=4326;MULTIPOLYGON(")
    across = square(34.05, 47.55, 0.1).removesuffix(")")
    notice = a_notice(session, hromada, area=f"{across},{beside}")
    assert covers(session, notice, square(34.05, 47.6, 0.05))


def covers(session: Session, notice: int, area: str) -> bool:
    """Say whether the notice's area is the same set of points."""
    same = select(func.ST_Equals(Notice.boundary, func.ST_GeomFromEWKT(area)))
    return bool(session.scalars(same.where(Notice.id == notice)).one())


def test_an_unknown_kind_is_refused(session: Session, hromada: Hromada) -> None:
    with pytest.raises(Rejected):
        a_notice(session, hromada, categories=("nothing.such",))


def test_another_hromadas_notice_explains_nothing_here(session: Session, hromada: Hromada) -> None:
    theirs = a_notice(session, hromada)
    other = a_working_hromada(session, "other")
    a_report(session, other)
    assert explaining(session, other) == []
    with pytest.raises(NotFound):
        lock_notice(session, theirs)
    enter_hromada(session, hromada.id)
    assert linked(session, theirs) == set()


def test_over_it_explains_nothing_new_and_ends_once(session: Session, hromada: Hromada) -> None:
    notice = a_notice(session, hromada)
    end_notice(session, lock_notice(session, notice), now=NOON)
    a_report(session, hromada)
    assert linked(session, notice) == set()
    assert explaining(session, hromada) == []
    with pytest.raises(WrongState):
        end_notice(session, lock_notice(session, notice), now=NOON)


def test_the_clock_ends_what_is_over_and_nothing_else(session: Session, hromada: Hromada) -> None:
    a_notice(session, hromada, ends_at=None)
    a_notice(session, hromada)
    assert end_expired_notices(session, now=NOON + 4 * HOUR) == 0
    assert end_expired_notices(session, now=NOON + 5 * HOUR) == 1
    assert end_expired_notices(session, now=NOON + 6 * HOUR) == 0


def followed(
    session: Session, hromada: Hromada, notice: int, email: str, *, confirmed: bool = True
) -> int:
    follow_notice(session, notice, typed=typed(email), now=NOON)
    rows = select(NoticeSubscription.id).filter_by(notice_id=notice, email=email)
    found = session.scalars(rows).one()
    if confirmed:
        answer_subscription(session, found, confirm=True, now=NOON)
    return found


def test_only_a_confirmed_address_hears_that_it_is_over(session: Session, hromada: Hromada) -> None:
    notice = a_notice(session, hromada)
    sure = followed(session, hromada, notice, "sure@example.org")
    followed(session, hromada, notice, "unsure@example.org", confirmed=False)
    left = followed(session, hromada, notice, "left@example.org")
    answer_subscription(session, left, confirm=False, now=NOON)
    end_notice(session, lock_notice(session, notice), now=NOON)
    assert [row.payload["notice_subscription_id"] for row in owed(session, "notice-over")] == [sure]


def test_a_second_wish_within_the_hour_owes_no_second_letter(
    session: Session, hromada: Hromada
) -> None:
    notice = a_notice(session, hromada)
    for _ in range(2):
        followed(session, hromada, notice, "unsure@example.org", confirmed=False)
    assert len(owed(session, "notice-confirm")) == 1


def test_the_reporters_of_what_it_explained_hear_once(session: Session, hromada: Hromada) -> None:
    notice = a_notice(session, hromada)
    a_report(session, hromada, email="olena@example.org")
    a_report(session, hromada, email="sure@example.org")
    followed(session, hromada, notice, "sure@example.org")
    end_notice(session, lock_notice(session, notice), now=NOON)
    assert len(owed(session, "notice-over-report")) == 1
    assert len(owed(session, "notice-over")) == 1


def test_nobody_silences_a_reporter_by_typing_their_address(
    session: Session, hromada: Hromada
) -> None:
    """Only a confirmed wish that stands brings the other letter, so only that one replaces it."""
    notice = a_notice(session, hromada)
    for name in ("never", "left"):
        a_report(session, hromada, email=f"{name}@example.org")
    followed(session, hromada, notice, "never@example.org", confirmed=False)
    left = followed(session, hromada, notice, "left@example.org")
    answer_subscription(session, left, confirm=False, now=NOON)
    end_notice(session, lock_notice(session, notice), now=NOON)
    assert len(owed(session, "notice-over-report")) == 2
    assert owed(session, "notice-over") == []


def test_an_officer_answers_all_that_it_explains_at_once(
    session: Session, hromada: Hromada
) -> None:
    notice = a_notice(session, hromada)
    reports = [a_public_report(session, hromada, email=f"r{n}@example.org") for n in range(3)]
    waiting = a_report(session, hromada)
    body = present(reports[0].body_id)
    officer = a_grant(session, hromada, Role.OFFICER, body_of(session, body))
    answered = solve_explained(
        session,
        lock_notice(session, notice),
        officer,
        body_ids={body},
        answer="Воду подано.",
        now=NOON,
    )
    session.expire_all()
    assert answered == 3
    assert {each.status for each in reports} == {"solved"}
    assert events_of(session, reports[0])[-2:] == ["accept", "solve"]
    assert (reports[0].accepted_at, reports[0].answered_at) == (NOON, NOON)
    assert waiting.status == "submitted"
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    told = session.scalar(
        text("""
            SELECT count(*) FROM outbox AS o JOIN report_event AS e
                ON e.id = CAST(o.payload->>'event_id' AS bigint)
            WHERE o.kind = 'step' AND e.action = 'solve'
        """)
    )
    assert told == 3


def body_of(session: Session, body_id: int | None) -> Body:
    return session.get_one(Body, body_id)


def test_another_bodys_reports_are_not_answered(session: Session, hromada: Hromada) -> None:
    notice = a_notice(session, hromada)
    report = a_public_report(session, hromada)
    officer = a_grant(session, hromada, Role.OFFICER, body_of(session, report.body_id))
    found = lock_notice(session, notice)
    assert solve_explained(session, found, officer, body_ids={0}, answer="Готово.", now=NOON) == 0
    assert report.status == "routed"


def test_reports_explained_are_counted_for_everybody_only_if_public(
    session: Session, hromada: Hromada
) -> None:
    notice = a_notice(session, hromada)
    report = a_public_report(session, hromada)
    a_report(session, hromada)
    counts = explained(session, notice, body_ids=frozenset({present(report.body_id)}))
    assert (counts.public, counts.solvable, counts.total) == (1, 1, 2)


@pytest.mark.parametrize(("lat", "found"), [(47.65089, 1), (47.65091, 0)])
def test_a_circle_is_in_metres(session: Session, hromada: Hromada, lat: float, found: int) -> None:
    circle = area_around(session.connection(), [INSIDE], radius_m=100)
    a_notice(session, hromada, area=circle)
    assert len(explaining(session, hromada, point=Point(34.05, lat))) == found


def test_pieces_hold_the_same_points_as_the_whole(session: Session, hromada: Hromada) -> None:
    """An area of many vertices, with a hole: cut small it answers as the whole does."""
    spots = [Point(34.02 + 0.004 * (n % 10), 47.62 + 0.004 * (n // 10)) for n in range(100)]
    notice = a_notice(session, hromada, area=area_around(session.connection(), spots, radius_m=170))
    differing = session.scalar(
        text("""
            SELECT count(*) FROM generate_series(0, 4999) AS n,
            LATERAL (SELECT ST_SetSRID(ST_MakePoint(34.01 + 0.06 * ((n * 7919) % 5000) / 5000.0,
                47.61 + 0.05 * n / 5000.0), 4326) AS point) AS at, notice AS w
            WHERE w.id = :id AND ST_Covers(w.boundary, at.point) <> EXISTS (
                SELECT FROM notice_piece AS p
                WHERE p.notice_id = w.id AND ST_Covers(p.piece, at.point))
        """),
        {"id": notice},
    )
    pieces = session.scalar(text("SELECT count(*) FROM notice_piece"))
    assert (differing, pieces > 10) == (0, True)
