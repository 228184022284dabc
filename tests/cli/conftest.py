"""The town whose commands are tried."""

import pytest

from tests.web.desks import a_town_with_desks


@pytest.fixture
def town(database):
    return a_town_with_desks(database)
