"""A town whose desks are manned, and those who sit at them; a module may have a town of its own."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.db import Database
from app.domain.roles import Role
from app.factory import create_app
from app.models.places import Hromada
from app.services import services_of
from tests.web.desks import SignIn, a_town_with_desks, entering


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town_with_desks(database)


@pytest.fixture
def enter(app: Flask, database: Database, town: Hromada) -> SignIn:
    return entering(app, database, town)


@pytest.fixture
def moderator(enter: SignIn) -> FlaskClient:
    return enter(Role.MODERATOR)


@pytest.fixture
def coordinator(enter: SignIn) -> FlaskClient:
    return enter(Role.COORDINATOR)


@pytest.fixture
def site_with(settings: Settings, database: Database) -> Iterator[Callable[..., FlaskClient]]:
    """Make a browser at a site of other settings."""
    made: list[Flask] = []

    def make(**changed: str) -> FlaskClient:
        made.append(create_app(replace(settings, **changed)))
        return made[-1].test_client()

    yield make
    for app in made:
        services_of(app).database.close()
        services_of(app).outbox.close()
