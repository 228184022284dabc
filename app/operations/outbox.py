"""Writes down what the program owes, in the transaction that causes it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db import entered_hromada
from app.sql import run

MAIL = "mail"
PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One thing to do once: ``key`` makes it once, ``payload`` holds ids only."""

    key: str
    queue: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)


def enqueue(session: Session, debts: Sequence[OutboxEntry], *, now: datetime) -> None:
    """Write entries of the entered hromada, or of none, to the outbox; they are due at once."""
    if debts:
        rows = json.dumps([asdict(debt) for debt in debts], ensure_ascii=False)
        run(session, "outbox/enqueue", hromada_id=entered_hromada(session), debts=rows, now=now)
