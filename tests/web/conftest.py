"""A town whose desks are manned, and those who sit at them; a module may have a town of its own."""

import pytest

from app.domain.roles import Role
from tests.web.desks import a_town_with_desks, entering


@pytest.fixture
def town(database):
    return a_town_with_desks(database)


@pytest.fixture
def enter(app, database, town):
    return entering(app, database, town)


@pytest.fixture
def moderator(enter):
    return enter(Role.MODERATOR)


@pytest.fixture
def coordinator(enter):
    return enter(Role.COORDINATOR)
