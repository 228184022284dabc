"""Who a transaction acts for, and the lock that writers of the directory share."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_ACT_AS = text("SELECT set_config('app.actor_id', :account_id, true)")
_LOCK_DIRECTORY = text("SELECT pg_advisory_xact_lock(hashtext('import'))")


def act_as(session: Session, account_id: int | None) -> None:
    """Name the account whose deeds the transaction carries out, for their traces."""
    session.execute(_ACT_AS, {"account_id": str(account_id or "")})


def lock_directory(session: Session) -> None:
    """Wait until no other transaction imports, or writes versions of areas and bodies.

    Two must not both find the rows of a file new, or both build on the same latest version.
    """
    session.execute(_LOCK_DIRECTORY)
