"""What the operator does to reports by command."""

from datetime import UTC, datetime

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.models.places import Hromada
from app.models.reports import Report, ReportEvent
from app.operations.accounts.accounts import Grant, ensure_account, grant_role
from app.operations.casework.office import OfficerCommand, accept_report
from app.operations.reports.events import Actor
from tests.builders import a_public_report
from tests.values import present
from tests.web.desks import made, state

NOW = datetime.now(UTC)


def _run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["reports", *map(str, arguments)])


def test_the_operator_publishes_solves_and_hides(
    app: Flask, database: Database, town: Hromada
) -> None:
    number = made(database, town)
    assert _run(app, "solve", "pokrov", number).exit_code == 1
    assert _run(app, "publish", "pokrov", number, "--json").output == (
        f'{{"hromada": "pokrov", "number": {number}, "status": "routed", "hidden": false}}\n'
    )
    assert _run(app, "publish", "pokrov", number).exit_code == 1
    assert _run(app, "solve", "pokrov", number).exit_code == 0
    status, events, _ = state(database, town, number)
    assert (status, events[-3:]) == ("solved", ["accept", "start", "solve"])
    assert _run(app, "hide", "pokrov", number).exit_code == 0
    assert _run(app, "hide", "pokrov", number).exit_code == 1


def test_the_operators_answer_is_one_letter_to_each_reader(
    app: Flask, database: Database, town: Hromada
) -> None:
    number = made(database, town, a_public_report, email="ivanna@example.org")
    with database.transaction(town.id) as session:
        session.execute(delete(Outbox))
    assert _run(app, "solve", "pokrov", number).exit_code == 0
    with database.reading(town.id) as session:
        about = Outbox.payload["event_id"].as_integer() == ReportEvent.id
        told = session.execute(select(ReportEvent.action, Outbox.kind).where(about)).all()
    assert [tuple(letter) for letter in told] == [("solve", "step")]


@pytest.mark.parametrize("arguments", [("pokrov", 999), ("nowhere", 1)])
def test_the_operator_is_told_what_is_not_there(
    app: Flask, town: Hromada, arguments: tuple[str, int]
) -> None:
    answer = _run(app, "publish", *arguments)
    assert answer.exit_code == 1
    assert "There is no such" in answer.output


def test_the_operator_solves_from_every_open_state(
    app: Flask, database: Database, town: Hromada
) -> None:
    for steps in ([], ["accept"]):
        number = made(database, town, a_public_report)
        with database.transaction() as session:
            enter_hromada(session, town.id)
            report = session.scalars(select(Report).filter_by(number=number)).one()
            account_id = ensure_account(session, "officer@pokrov.example", now=NOW)
            body = present(report.body_id)
            grant_role(
                session, Grant(town.id, "officer@pokrov.example", Role.OFFICER, body), now=NOW
            )
            if steps:
                actor = Actor(Role.OFFICER, account_id)
                accept_report(
                    session, OfficerCommand(number, actor, NOW, body_ids=frozenset({body}))
                )
        assert _run(app, "solve", "pokrov", number).exit_code == 0
        assert state(database, town, number)[0] == "solved"
