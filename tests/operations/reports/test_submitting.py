from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, OutsideHromada, Rejected
from app.models.outbox import Outbox
from app.models.reports import Report
from app.operations.reports.submitting import NewReport, submit_report
from gis.geometry import Point
from tests.builders import (
    NOON,
    a_body,
    a_category,
    a_district,
    a_hromada,
    a_public_report,
    a_report,
    a_working_hromada,
    an_area,
    events_of,
    square,
)
from tests.values import present


def new_report(**given: Any) -> NewReport:
    return NewReport(
        **dict[str, Any](
            {
                "category": "roads.pothole",
                "description": "Яма",
                "point": Point(34.05, 47.65),
            }
        )
        | given
    )


def test_a_report_waits_for_the_moderator_with_its_body_proposed(session: Session) -> None:
    hromada = a_working_hromada(session)
    report = a_report(session, hromada)
    assert (report.status, report.public) == ("submitted", False)
    assert report.body_id is not None
    assert report.routing["winner"]["area_code"] == "a1"


def test_a_published_report_is_routed_and_public(session: Session) -> None:
    hromada = a_working_hromada(session)
    report = a_public_report(session, hromada)
    session.refresh(report)
    assert (report.status, report.public, report.colour) == ("routed", True, "open")
    assert events_of(session, report) == ["submit", "publish", "route"]
    assert present(report.accept_due_at) > NOON


def test_the_same_key_and_content_is_the_same_report(session: Session) -> None:
    a_working_hromada(session)
    new = new_report(idempotency_key="k", idempotency_digest=b"1")
    first = submit_report(session, new, now=NOON)
    again = submit_report(session, new, now=NOON)
    assert (first.created, again.created) == (True, False)
    assert first.number == again.number
    assert session.query(Report).count() == 1


def test_the_same_key_with_other_content_is_a_conflict(session: Session) -> None:
    a_working_hromada(session)
    submit_report(session, new_report(idempotency_key="k", idempotency_digest=b"1"), now=NOON)
    other = new_report(idempotency_key="k", idempotency_digest=b"2")
    with pytest.raises(Conflict):
        submit_report(session, other, now=NOON)


def test_a_point_in_another_hromada_is_refused_by_its_name(session: Session) -> None:
    a_hromada(session, "bucha", boundary=square(30, 50), name_uk="Бучанська")
    a_working_hromada(session)
    with pytest.raises(OutsideHromada, match="Бучанська"):
        submit_report(session, new_report(point=Point(30.05, 50.05)), now=NOON)


def test_a_point_nowhere_is_refused(session: Session) -> None:
    a_working_hromada(session)
    with pytest.raises(OutsideHromada):
        submit_report(session, new_report(point=Point(23.0, 51.0)), now=NOON)


def test_a_point_on_the_border_belongs(session: Session) -> None:
    a_working_hromada(session)
    assert submit_report(session, new_report(point=Point(34.0, 47.6)), now=NOON).created


@pytest.mark.parametrize("code", ["roads", "nothing", ""])
def test_only_a_leaf_category_can_be_reported(session: Session, code: str) -> None:
    a_working_hromada(session)
    with pytest.raises(Rejected) as refusal:
        submit_report(session, new_report(category=code), now=NOON)
    assert "category" in refusal.value.fields


def test_without_an_area_the_default_body_answers(session: Session) -> None:
    hromada = a_hromada(session)
    body = a_body(session, hromada)
    a_category(session, hromada, default_body_id=body.id)
    report = a_report(session, hromada)
    assert (report.body_id, report.routing["ground"]) == (body.id, "default-body")


def test_without_any_body_the_report_is_kept_for_the_moderators(session: Session) -> None:
    hromada = a_hromada(session)
    a_category(session, hromada)
    report = a_report(session, hromada)
    assert (report.body_id, report.routing["ground"]) == (None, "nobody")


def test_the_smaller_of_equal_areas_wins(session: Session) -> None:
    hromada = a_hromada(session)
    category = a_category(session, hromada)
    wide, narrow = a_body(session, hromada, "wide"), a_body(session, hromada, "narrow")
    an_area(session, wide, category, code="wide")
    an_area(session, narrow, category, code="narrow", boundary=square(34.04, 47.64, 0.02))
    report = a_report(session, hromada)
    assert (report.body_id, report.routing["decided_by"]) == (narrow.id, "smallest-area")


def test_the_leaf_wins_over_a_smaller_area_of_its_group(session: Session) -> None:
    hromada = a_hromada(session)
    category = a_category(session, hromada)
    group = session.get_one(type(category), category.parent_id)
    special, general = a_body(session, hromada, "special"), a_body(session, hromada, "general")
    an_area(session, special, category, code="leaf")
    an_area(session, general, group, code="group", boundary=square(34.04, 47.64, 0.02))
    report = a_report(session, hromada)
    assert (report.body_id, report.routing["decided_by"]) == (special.id, "specificity")


def test_a_letter_is_owed_only_where_there_is_an_address(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_report(session, hromada)
    assert session.scalars(select(Outbox)).all() == []
    a_report(session, hromada, email="a@example.org")
    assert [debt.kind for debt in session.scalars(select(Outbox))] == ["step"]


def test_a_district_is_found(session: Session) -> None:
    hromada = a_hromada(session)
    a_category(session, hromada)
    a_district(session, hromada, "far", boundary=square(34.06, 47.66, 0.01))
    near = a_district(session, hromada, "near", boundary=square(34.04, 47.64, 0.02))
    assert a_report(session, hromada).district_id == near.id


def test_a_category_off_the_map_is_never_public(session: Session) -> None:
    hromada = a_hromada(session)
    a_category(session, hromada, hide_on_map=True)
    report = a_public_report(session, hromada, steps=[])
    session.refresh(report)
    assert (report.sensitive, report.public) == (True, False)
