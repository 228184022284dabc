"""Entries of the journal come of changes alone: the role that serves pages adds none itself."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.places import Body
from app.models.traces import DirectoryChange
from app.operations.acting import act_as
from tests.builders import a_working_hromada

FORGED = """
INSERT INTO directory_change (hromada_id, at, kind, subject, name_uk, name_en, before, after)
VALUES (:hromada, now(), 'changed', 'body', 'x', 'x', '{}', '{}')
"""
CALLED = "SELECT enter_directory_change(:hromada, 'changed', 'body', 1, '{}', '{}', '{}')"
CHANGED = "UPDATE directory_change SET actor_id = NULL WHERE hromada_id = :hromada"
REMOVED = "DELETE FROM directory_change WHERE hromada_id = :hromada"


@pytest.mark.parametrize("bent", [FORGED, CALLED, CHANGED, REMOVED])
def test_no_entry_is_forged_changed_or_removed(session: Session, bent: str) -> None:
    town = a_working_hromada(session, "pokrov")
    enter_hromada(session, town.id)
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text(bent), {"hromada": town.id})


def test_a_change_enters_itself(session: Session) -> None:
    town = a_working_hromada(session, "pokrov")
    enter_hromada(session, town.id)
    act_as(session, None)
    entries = select(func.count()).where(
        DirectoryChange.subject == "body", DirectoryChange.kind == "changed"
    )
    before = session.scalar(entries)
    changed = update(Body).where(Body.hromada_id == town.id).values(name_uk="Інша назва")
    count = session.execute(changed.returning(Body.id)).all()
    assert count
    assert session.scalar(entries) == (before or 0) + len(count)
