"""Who has signed in, and in what capacities."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.roles import Role

_SIGNED_IN = text("""
SELECT a.id, a.email, a.name, g.role, g.body_id
FROM account_session AS s
JOIN account AS a ON a.id = s.account_id AND a.disabled_at IS NULL
LEFT JOIN role_grant AS g ON g.account_id = a.id AND g.hromada_id = entered_hromada()
WHERE s.token_hash = :token_hash AND s.expires_at > :now
ORDER BY g.id
""")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: an account with its roles in the entered hromada, or anybody."""

    account_id: int | None = None
    email: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset({Role.ANONYMOUS})
    body_ids: frozenset[int] = frozenset()

    @property
    def signed_in(self) -> bool:
        """Say whether this is a known person."""
        return self.account_id is not None


ANYBODY = Asker()


def asker_of(session: Session, token_hash: bytes, *, now: datetime) -> Asker:
    """Return who holds this browser's sign-in, with the roles in the entered hromada."""
    rows = session.execute(_SIGNED_IN, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return ANYBODY
    roles = {Role(row.role) for row in rows if row.role}
    return Asker(
        account_id=rows[0].id,
        email=rows[0].email,
        name=rows[0].name,
        roles=frozenset(roles | {Role.RESIDENT, Role.ANONYMOUS}),
        body_ids=frozenset(row.body_id for row in rows if row.body_id),
    )
