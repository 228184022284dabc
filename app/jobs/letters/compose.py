"""Puts a letter together: what it says, as text and as HTML, in the reader's language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import current_app
from flask_babel import force_locale, format_date, format_datetime, gettext

from app.adapters.letters import Letter
from app.services import services
from app.texts.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Button:
    """Where a press leads; the first of a letter's buttons is the main one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says. ``facts`` are labels with values; ``why`` says why it came."""

    subject: str
    opening: str
    quote: str = ""
    quote_title: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    why: str = ""
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom, in which language, and what makes the letter the same when sent again."""

    key: str
    to: str
    language: str
    thread: str = ""


def in_language_of(envelope: Envelope) -> force_locale:
    """Speak the reader's language for the length of the block."""
    return force_locale(envelope.language if envelope.language in LANGUAGES else "uk")


def seal(envelope: Envelope, content: Content) -> Letter:
    """Return the letter; to be called within ``in_language_of``.

    The templates are given everything: no page's words are at hand outside a request.
    """
    templates = current_app.jinja_env
    words = {
        "letter": content,
        "language": envelope.language,
        "city": gettext("Open City"),
        "home_url": services().settings.public_url,
    }
    return Letter(
        key=envelope.key,
        to=envelope.to,
        subject=" ".join(content.subject.split()),
        text=templates.get_template("mail/letter.txt").render(words),
        html=templates.get_template("mail/letter.html").render(words),
        written_at=datetime.now(UTC),
        language=envelope.language,
        thread=envelope.thread,
        unsubscribe_url=content.unsubscribe_url,
    )


def url_to(path: str) -> str:
    """Return the outside address of a path of ours."""
    return f"{services().settings.public_url}{path}"


def day(moment: date | datetime | None) -> str:
    """Return the day in words, in Kyiv's time; nothing for none."""
    return "" if moment is None else str(format_date(moment, "d MMMM y"))


def moment_in_words(moment: datetime | None) -> str:
    """Return day and time in words, in Kyiv's time; nothing for none."""
    return "" if moment is None else str(format_datetime(moment, "d MMMM y, HH:mm"))
