"""The letter about the moderators' queue: one for many reports, as the queue is when it is sent."""

from datetime import UTC, datetime

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.jobs.letters.compose import (
    Button,
    Content,
    Envelope,
    in_language_of,
    moment_in_words,
    seal,
    url_to,
)
from app.jobs.letters.letter_text import LetterText
from app.models.accounts import Account
from app.models.hromadas import Hromada
from app.models.outbox import Outbox
from app.queries.casework.moderation_terms import WaitingQueue, WaitingReport, waiting_queue
from app.queries.letters import letter_place
from app.texts.languages import in_language

QUEUE_REMINDER: dict[str, LetterText] = {
    "before": LetterText(
        _("Moderation: reports wait for you today"),
        _("The time to read these reports ends soon."),
    ),
    "due": LetterText(
        _("Moderation: the term has ended"),
        _("These reports should have been read by now. The residents see that it is late."),
    ),
    "late": LetterText(
        _("Moderation: reports are late"),
        _("Residents have waited longer than the hromada promised."),
    ),
    "coordinator": LetterText(
        _("Moderation: nobody reads the reports"),
        _(
            "Residents have waited for days longer than the hromada promised. See who moderates, "
            "and whether they need help."
        ),
    ),
}


def queue_reminder(session: Session, row: Outbox) -> Letter | None:
    """Return the letter about the queue; None if nothing waits in it or nobody reads it."""
    stage = str(row.payload["stage"])
    to = _reader(session, row)
    queue = waiting_queue(session, now=datetime.now(UTC))
    if to is None or not queue.waiting:
        return None
    place, hromada = letter_place(session), session.get_one(Hromada, row.hromada_id)
    page = "coordination/people" if stage == "coordinator" else "moderation"
    envelope = Envelope(row.key, to[0], to[1], f"queue:{hromada.slug}", place)
    text = QUEUE_REMINDER[stage]
    with in_language_of(envelope):
        content = Content(
            subject=str(text.subject),
            opening=f"{text.opening} {_numbers(queue)}",
            facts=tuple(_fact(report) for report in queue.first),
            buttons=(Button(_label(stage), url_to(f"/{hromada.slug}/{page}")),),
            why=gettext(
                "You get this letter because you work with reports of: %(where)s.",
                where=in_language(place),
            ),
        )
        return seal(envelope, content)


def _reader(session: Session, row: Outbox) -> tuple[str, str] | None:
    """Return the address and language: of an account, or of the hromada that nobody moderates."""
    if "account_id" in row.payload:
        account = session.get(Account, row.payload["account_id"])
        return (account.email, account.locale) if account and not account.disabled_at else None
    hromada = session.get_one(Hromada, row.payload["hromada_id"])
    return (hromada.contact_email, "uk") if hromada.contact_email else None


def _label(stage: str) -> str:
    words = gettext("See who moderates") if stage == "coordinator" else gettext("Open the queue")
    return str(words)


def _numbers(queue: WaitingQueue) -> str:
    waiting = ngettext("%(num)s report waits.", "%(num)s reports wait.", queue.waiting)
    if not queue.late:
        return str(waiting)
    late = ngettext("%(num)s of them is late.", "%(num)s of them are late.", queue.late)
    return f"{waiting} {late}"


def _fact(report: WaitingReport) -> tuple[str, str]:
    """Return the report's number and, if it endangers life, that word; what, where, until when."""
    number = f"№ {report.number}"
    label = gettext("Danger, %(number)s", number=number) if report.endangers else number
    until = gettext("read by %(moment)s", moment=moment_in_words(report.due_at))
    parts = (in_language(report), report.address, until if report.due_at else "")
    return label, ", ".join(part for part in parts if part)
