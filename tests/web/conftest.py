"""A town whose desks are manned, and those who sit at them; a module may have a town of its own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
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
