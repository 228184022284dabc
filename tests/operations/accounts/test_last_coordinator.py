"""A hromada is never left without a coordinator."""

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.roles import Role
from app.operations.accounts.accounts import Grant, grant_role
from app.operations.accounts.appointments import dismiss_staff
from tests.builders import NOON, a_hromada


def test_the_last_coordinator_is_not_dismissed_by_anybody(session: Session) -> None:
    hromada = a_hromada(session)
    last = Grant(hromada.id, "one@example.org", Role.COORDINATOR, None)
    grant_role(session, last, now=NOON)
    with pytest.raises(Rejected, match="last coordinator"):
        dismiss_staff(session, last, by="operator@example.org")
    grant_role(session, Grant(hromada.id, "two@example.org", Role.COORDINATOR, None), now=NOON)
    dismiss_staff(session, last, by="two@example.org")
