"""Composes a letter as text and as HTML, in the reader's language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import current_app
from flask_babel import force_locale, format_date, format_datetime, gettext

from app.adapters.letters import Letter
from app.queries.letters import LetterPlace
from app.services import services
from app.texts.languages import LANGUAGES, in_language
from app.texts.places import full_name

# Every letter carries it, some go to thousands; a coat of arms of 256 px has 10 to 30 kB.
MOST_MARK_BYTES = 40_000


@dataclass(frozen=True, slots=True)
class Button:
    """A link shown as a button; a letter's first is the primary one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """A letter's content. ``facts`` are labels with values; ``why`` is its reason."""

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
    """A letter's recipient and language; ``key`` is the same when it is sent again.

    ``place`` is the hromada that it comes from, None if that is the installation.
    """

    key: str
    to: str
    language: str
    thread: str = ""
    place: LetterPlace | None = None


def in_language_of(envelope: Envelope) -> force_locale:
    """Use the reader's language within the block."""
    return force_locale(envelope.language if envelope.language in LANGUAGES else "uk")


def seal(envelope: Envelope, content: Content) -> Letter:
    """Return the letter; call it within ``in_language_of``.

    The templates get all variables here: outside a request there are no context processors.
    """
    templates, place = current_app.jinja_env, envelope.place
    mark = _mark(place) if place else b""
    hromada = full_name(in_language(place), place.kind) if place else ""
    variables = {
        "letter": content,
        "language": envelope.language,
        "city": gettext("Open City"),
        "home_url": services().settings.public_url,
        "hromada": hromada,
        "contacts": _contacts(place) if place else "",
        "marked": bool(mark),
    }
    return Letter(
        key=envelope.key,
        to=envelope.to,
        subject=" ".join(content.subject.split()),
        text=templates.get_template("mail/letter.txt").render(variables),
        html=templates.get_template("mail/letter.html").render(variables),
        written_at=datetime.now(UTC),
        language=envelope.language,
        thread=envelope.thread,
        unsubscribe_url=content.unsubscribe_url,
        sender_name=hromada,
        reply_to=(place.email if place else "") or services().settings.contact_email,
        mark=mark,
    )


def _mark(place: LetterPlace) -> bytes:
    """Return the hromada's coat of arms, if it has one that is small enough for every letter."""
    mark = services().photos.open(place.logo_key, "thumb") if place.logo_key else None
    return mark if mark and len(mark) <= MOST_MARK_BYTES else b""


def _contacts(place: LetterPlace) -> str:
    """Return how the hromada is reached, on one line."""
    hotline = gettext("hotline %(phone)s", phone=place.hotline) if place.hotline else ""
    return " · ".join(part for part in (hotline, place.phone, place.email) if part)


def url_to(path: str) -> str:
    """Return the public URL of a path."""
    return f"{services().settings.public_url}{path}"


def day(moment: date | datetime | None) -> str:
    """Return the day as text, in Kyiv's time; "" for None."""
    return "" if moment is None else str(format_date(moment, "d MMMM y"))


def moment_in_words(moment: datetime | None) -> str:
    """Return day and time as text, in Kyiv's time; "" for None."""
    return "" if moment is None else str(format_datetime(moment, "d MMMM y, HH:mm"))
