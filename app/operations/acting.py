"""On whose behalf a transaction changes things, for the entries that the database writes."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_ACT_AS = text("SELECT set_config('app.actor_id', :account_id, true)")


def act_as(session: Session, account_id: int | None) -> None:
    """Name the account whose deeds the transaction carries out, for their traces."""
    session.execute(_ACT_AS, {"account_id": str(account_id or "")})
