"""Writes down what the program owes, in the transaction that causes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, audiences
from app.domain.lifecycle import PUBLIC, Status
from app.models.outbox import Outbox
from app.models.reports import Report, ReportEvent

MAIL = "mail"
PHOTOS = "photos"

# One statement for all letters that a step causes: reporter, confirmed followers, the body.
_STEP_LETTERS = text("""
INSERT INTO outbox (hromada_id, key, queue, kind, payload, created_at, next_at)
SELECT s.hromada_id, 'event:' || :event_id || ':subscription:' || s.id, 'mail', 'step',
       jsonb_build_object('event_id', CAST(:event_id AS bigint), 'subscription_id', s.id),
       :now, :now
FROM subscription AS s
WHERE s.hromada_id = :hromada_id AND s.report_id = :report_id AND s.ended_at IS NULL
  AND ((s.kind = 'reporter' AND :to_reporter)
    OR (s.kind = 'follower' AND s.confirmed_at IS NOT NULL AND :to_followers))
UNION ALL
SELECT b.hromada_id, 'event:' || :event_id || ':body:' || b.id, 'mail', 'body',
       jsonb_build_object('event_id', CAST(:event_id AS bigint), 'body_id', b.id), :now, :now
FROM body AS b
WHERE b.hromada_id = :hromada_id AND b.id = :body_id AND b.email <> '' AND :to_body
""")


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One thing to do once: ``key`` makes it once, ``payload`` holds ids only."""

    key: str
    queue: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)


def enqueue(
    session: Session, debts: Sequence[OutboxEntry], *, hromada_id: int | None, now: datetime
) -> None:
    """Write the debts down; they are due at once."""
    if debts:
        session.execute(
            insert(Outbox),
            [
                {
                    "hromada_id": hromada_id,
                    "key": debt.key,
                    "queue": debt.queue,
                    "kind": debt.kind,
                    "payload": debt.payload,
                    "created_at": now,
                    "next_at": now,
                }
                for debt in debts
            ],
        )


def step_letter_entry(event_id: int, subscription_id: int) -> OutboxEntry:
    """Return the letter about a step that one subscription is owed."""
    payload = {"event_id": event_id, "subscription_id": subscription_id}
    return OutboxEntry(f"event:{event_id}:subscription:{subscription_id}", MAIL, "step", payload)


def owe_letters(session: Session, report: Report, event: ReportEvent) -> None:
    """Owe a letter to everyone who should hear of this step; the body is the one now in charge."""
    who = audiences(event.action)
    if not who:
        return
    # Who follows a report that turns out to be a duplicate hears of that, too.
    seen = Status(report.status) in PUBLIC or (
        event.action == "duplicate" and report.published_at is not None
    )
    shown = seen and report.hidden_at is None and not report.sensitive
    session.execute(
        _STEP_LETTERS,
        {
            "hromada_id": report.hromada_id,
            "report_id": report.id,
            "event_id": event.id,
            "body_id": report.body_id or 0,
            "now": event.at,
            "to_reporter": Audience.REPORTER in who,
            "to_followers": Audience.FOLLOWERS in who and event.public and shown,
            "to_body": Audience.BODY in who,
        },
    )
