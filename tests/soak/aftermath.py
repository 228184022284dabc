"""What the town owes after an attack: letters and photos, settled and looked at."""

import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import select

from app.adapters.mail import MailInMemory, Undeliverable
from app.jobs.delivery.consumer import Handler, process_entry
from app.jobs.delivery.queues import LeasedEntry
from app.jobs.letters.send import send_letter
from app.jobs.photos import reencode_photo
from app.models.outbox import Outbox
from app.operations.outbox import MAIL, MAIL_FIRST, PHOTOS
from app.services import services_of
from tests.soak.attacks import Attack
from tests.soak.checks import faults_of_letter
from tests.soak.town import STRANGER, Town

_MOST_JOBS = 150
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_HANDLERS: dict[str, Handler] = {
    MAIL_FIRST: send_letter,
    MAIL: send_letter,
    PHOTOS: reencode_photo,
}


class Blames(Protocol):
    """Whoever keeps findings."""

    town: Town

    def blame(self, rule: str, attack: Attack, raised: str = "") -> None: ...


def letters(campaign: Blames) -> list[str]:
    """Settle what is owed, judge every letter, and return the paths to which they lead."""
    town = campaign.town
    mail = MailInMemory([])
    kept, services_of(town.app).mail = services_of(town.app).mail, mail
    try:
        with town.app.app_context():
            for hromada_id in (None, town.hromada.id):
                for error in _settle(town, hromada_id):
                    campaign.blame(
                        f"an owed job failed: {error}", Attack(STRANGER, "GET", "/", "jobs")
                    )
    finally:
        services_of(town.app).mail = kept
    links: dict[str, None] = {}
    for letter in mail.letters:
        try:
            for rule in faults_of_letter(letter):
                campaign.blame(f"letter: {rule}", Attack(STRANGER, "GET", "/", letter.key))
        except Undeliverable:
            continue
        # Who follows a link to sign in is another person from then on.
        if not letter.key.startswith("sign-in:"):
            links |= dict.fromkeys(_path(link) for link in _LINK.findall(letter.text))
    return list(links)


def _settle(town: Town, hromada_id: int | None) -> Iterator[str]:
    with town.database.reading(hromada_id) as session:
        due = select(Outbox).where(Outbox.done_at.is_(None), Outbox.queue.in_(_HANDLERS))
        rows = session.scalars(due.order_by(Outbox.id)).all()
    # Most letters of a round are alike: some of every part of it.
    for row in rows[:: 1 + len(rows) // _MOST_JOBS]:
        lease = LeasedEntry(row.id, row.hromada_id, row.attempts)
        process_entry(town.database, _HANDLERS[row.queue], lease)
    with town.database.reading(hromada_id) as session:
        failed = select(Outbox.kind, Outbox.last_error).where(Outbox.attempts > 0)
        yield from (f"{kind}: {error}" for kind, error in session.execute(failed))


def _path(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
