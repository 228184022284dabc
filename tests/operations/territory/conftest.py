"""A town of two halves whose boundaries change."""

import pytest
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models.places import Hromada
from app.operations.reports.events import Actor
from tests.builders import a_body, a_category, a_grant, a_hromada, an_area
from tests.operations.territory.boundary_changes import half


@pytest.fixture
def town(session: Session) -> Hromada:
    """West is of one body, east of another; they meet at 34.05."""
    hromada = a_hromada(session)
    pothole = a_category(session, hromada)
    west, east = a_body(session, hromada, "west"), a_body(session, hromada, "east")
    an_area(session, west, pothole, code="west", boundary=half(34.0, 34.05))
    an_area(session, east, pothole, code="east", boundary=half(34.05, 34.1))
    return hromada


@pytest.fixture
def coordinator(session: Session, town: Hromada) -> Actor:
    return a_grant(session, town, Role.COORDINATOR)
