"""Letters by which a coordinator tries the mail."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.models.hromadas import TrialLetter
from app.operations.outbox import MAIL_FIRST, OutboxEntry, enqueue

# The purpose of the token in its link.
TRIAL_LETTER = "trial-letter"


def send_trial_letter(session: Session, account_id: int, *, now: datetime) -> None:
    """Queue a letter to the account's own address."""
    letter = TrialLetter(hromada_id=hromada_of(session), account_id=account_id, created_at=now)
    session.add(letter)
    session.flush()
    entry = OutboxEntry(f"trial-letter:{letter.id}", MAIL_FIRST, "trial-letter", {"id": letter.id})
    enqueue(session, [entry], now=now)


def confirm_trial_letter(session: Session, letter_id: int, *, now: datetime) -> None:
    """Record that the letter has arrived; the first time counts.

    A mail server that took the letter proves little: what counts is that somebody read it.
    """
    found = session.get(TrialLetter, letter_id)
    if found is None:
        raise NotFound("There is no such letter here.")
    session.execute(
        update(TrialLetter)
        .where(TrialLetter.id == letter_id, TrialLetter.arrived_at.is_(None))
        .values(arrived_at=now)
    )
