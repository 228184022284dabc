"""What all desks share: who may enter, and what a list costs."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.db import Database, enter_hromada
from app.domain.moderation import HideReason, RejectReason, UnsolvedReason
from app.domain.roles import Role
from app.models.places import Hromada
from app.services import services_of
from app.texts.refusals import UNSOLVED_REASONS
from app.web.casework.texts import HIDE_REASONS, REJECT_REASONS
from tests.builders import a_public_report, a_report, a_working_hromada
from tests.web.desks import SignIn

NOW = datetime.now(UTC)


def test_strangers_and_other_roles_do_not_enter(app: Flask, enter: SignIn, town: Hromada) -> None:
    stranger, reader = app.test_client(), enter(Role.READER)
    for place in ("moderation", "office", "coordination"):
        answer = stranger.get(f"/pokrov/{place}")
        assert answer.location == f"/account/sign-in?next=/pokrov/{place}"
        assert reader.get(f"/pokrov/{place}").status_code == 403


def test_a_role_in_one_hromada_opens_nothing_in_another(
    database: Database, moderator: FlaskClient
) -> None:
    with database.transaction() as session:
        a_working_hromada(session, "other")
    assert moderator.get("/pokrov/moderation").status_code == 200
    assert moderator.get("/other/moderation").status_code == 403


@pytest.mark.parametrize(
    ("role", "path"), [(Role.MODERATOR, "moderation"), (Role.OFFICER, "office")]
)
def test_a_list_of_fifty_takes_few_statements(
    database: Database, town: Hromada, enter: SignIn, role: Role, path: str
) -> None:
    builder = a_public_report if role is Role.OFFICER else a_report
    with database.transaction() as session:
        enter_hromada(session, town.id)
        last = [builder(session, town, now=NOW) for _ in range(51)][-1]
    number, body_id = last.number, last.body_id if role is Role.OFFICER else None
    client = enter(role, body_id)
    counted = []
    engine = services_of(client.application).database.engine
    event.listen(engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    page = client.get(f"/pokrov/{path}").text
    assert page.count('class="desk-entry"') == 50
    assert len(counted) <= 6, counted
    counted.clear()
    client.get(f"/pokrov/{path}/{number}")
    # One of them asks for the notices that explain the report, one leaves the trace of the reading.
    assert len(counted) <= 13, counted


def test_every_listed_reason_has_its_words() -> None:
    assert set(REJECT_REASONS) == set(RejectReason)
    assert set(HIDE_REASONS) == set(HideReason)
    assert set(UNSOLVED_REASONS) == set(UnsolvedReason)
