"""The demo's people: a moderator, a coordinator, a reader, and an officer in each body."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.roles import Role
from app.operations.accounts.accounts import Grant, ensure_account, grant_role
from tools.demo_town.histories import Cast
from tools.demo_town.reports import body_ids

MODERATOR = "moderator@pokrov.example"
COORDINATOR = "coordinator@pokrov.example"
READER = "reader@pokrov.example"


def add_people(session: Session, *, now: datetime) -> Cast:
    """Create the accounts with their roles; officers are ``<body code>@pokrov.example``."""

    def granted(email: str, role: Role, body_id: int | None = None) -> int:
        grant_role(session, Grant(hromada_of(session), email, role, body_id), now=now)
        return ensure_account(session, email, now=now)

    granted(READER, Role.READER)
    return Cast(
        moderator=granted(MODERATOR, Role.MODERATOR),
        coordinator=granted(COORDINATOR, Role.COORDINATOR),
        officers={
            body_id: granted(f"{code}@pokrov.example", Role.OFFICER, body_id)
            for code, body_id in body_ids(session).items()
        },
    )
