"""The town whose commands are tried."""

import pytest

from app.db import Database
from app.models.places import Hromada
from tests.web.desks import a_town_with_desks


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town_with_desks(database)
