"""A town of two halves whose boundaries change; letters as they would be sent."""

import pytest
from sqlalchemy import select

from app.adapters.mail import MailInMemory
from app.domain.roles import Role
from app.jobs.consuming import settle
from app.jobs.letters import send_letter
from app.jobs.queues import Hand
from app.models.outbox import Outbox
from app.operations.outbox import MAIL
from tests.builders import a_body, a_category, a_grant, a_hromada, an_area
from tests.operations.boundary_changes import half


@pytest.fixture
def mail(app, monkeypatch):
    """Letters stay in memory; the app's context is open, as in a worker."""
    kept = MailInMemory([])
    monkeypatch.setitem(app.extensions, "mail", kept)
    with app.app_context():
        yield kept


@pytest.fixture
def post(database, mail):
    """Settle everything owed by mail; return the letters since the last time, by address."""

    def settle_all(hromada_id):
        mail.letters.clear()
        with database.reading(hromada_id) as session:
            due = select(Outbox).where(Outbox.done_at.is_(None), Outbox.queue == MAIL)
            rows = session.scalars(due.order_by(Outbox.id)).all()
        for row in rows:
            settle(database, send_letter, Hand(row.id, row.hromada_id, row.attempts))
        with database.reading(hromada_id) as session:
            assert not session.scalars(select(Outbox.last_error).where(Outbox.attempts > 0)).all()
        return {letter.to: letter for letter in mail.letters}

    return settle_all


@pytest.fixture
def town(session):
    """West is of one body, east of another; they meet at 34.05."""
    hromada = a_hromada(session)
    pothole = a_category(session, hromada)
    west, east = a_body(session, hromada, "west"), a_body(session, hromada, "east")
    an_area(session, west, pothole, code="west", boundary=half(34.0, 34.05))
    an_area(session, east, pothole, code="east", boundary=half(34.05, 34.1))
    return hromada


@pytest.fixture
def coordinator(session, town):
    return a_grant(session, town, Role.COORDINATOR)
