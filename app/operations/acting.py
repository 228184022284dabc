"""Who a transaction acts for, and the locks that writers of directories share."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of

_ACT_AS = text("SELECT set_config('app.actor_id', :account_id, true)")
_LOCK_ALL = text("SELECT pg_advisory_xact_lock(hashtext('import'))")
_LOCK_ONE = text("""
SELECT pg_advisory_xact_lock_shared(hashtext('import')),
    pg_advisory_xact_lock(hashtext('import'), CAST(:hromada_id AS int))
""")


def act_as(session: Session, account_id: int | None) -> None:
    """Name the account whose deeds the transaction carries out, for their traces."""
    session.execute(_ACT_AS, {"account_id": str(account_id or "")})


def lock_directory(session: Session) -> None:
    """Wait until no other transaction imports into this hromada, or writes its areas and bodies.

    Two must not both find the rows of a file new, or both build on the same latest version.
    """
    session.execute(_LOCK_ONE, {"hromada_id": hromada_of(session)})


def lock_all_directories(session: Session) -> None:
    """Wait until no other transaction imports anywhere."""
    session.execute(_LOCK_ALL)
