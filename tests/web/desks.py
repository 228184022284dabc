"""The desks of staff as browsers without JavaScript use them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.accounts.accounts import (
    Grant,
)
from tests.builders import (
    a_body,
    a_category,
    a_report,
    a_working_hromada,
    events_of,
)
from tests.web.staff import signed_in

NOW = datetime.now(UTC)
SignIn = Callable[..., FlaskClient]


def a_town_with_desks(database: Database) -> Hromada:
    """A working hromada with a second body and a category that no area covers."""
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_body(session, hromada, "water", name_uk="Водоканал")
        a_category(session, hromada, "trees.fallen", name_uk="Повалене дерево")
    return hromada


def entering(app: Flask, database: Database, town: Hromada) -> SignIn:
    """Return how a browser signs in with a role in the town; an officer's is for a body."""

    def sign_in(role: Role, body_id: int | None = None, email: str = "") -> FlaskClient:
        email = email or f"{role}{body_id or ''}@pokrov.example"
        return signed_in(app.test_client(), database, Grant(town.id, email, role, body_id))

    return sign_in


def made(
    database: Database, town: Hromada, builder: Callable[..., Report] = a_report, **given: Any
) -> int:
    """The number of a committed report."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        return builder(session, town, **(dict[str, Any]({"now": NOW}) | given)).number


def form_on(client: FlaskClient, path: str, action: str) -> dict[str, str]:
    """What the form with this action holds when the page is opened, its token among it."""
    page = client.get(path).text
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"no form for {action} on {path}"
    fields = re.findall(r'name="(csrf_token|seen|tab|next)" value="([^"]*)"', form[0])
    return dict(fields)


def decide(
    client: FlaskClient, place: str, number: int, decision: str, **given: Any
) -> TestResponse:
    """Open the page and send one of its forms, as a browser without JavaScript does."""
    path = f"/pokrov/{place}/{number}"
    fields = form_on(client, path, f"{path}/{decision}")
    return client.post(f"{path}/{decision}", data=fields | given)


def state(database: Database, town: Hromada, number: int) -> tuple[str, list[str], Report]:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        report = session.scalars(select(Report).filter_by(number=number)).one()
        return report.status, events_of(session, report), report
