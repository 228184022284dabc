"""The language of a page: Ukrainian unless the user chose English."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from babel.dates import TIMEDELTA_UNITS
from flask import Flask, Response, request
from flask_babel import Babel, format_date, format_datetime, format_timedelta, get_locale
from markupsafe import Markup

from app.domain import statuses
from app.domain.deadlines import KYIV
from app.domain.names import Name
from app.texts.personal_data import KIND_WORDS
from app.texts.places import full_name
from app.texts.statuses import STATUS_LABELS
from app.texts.translate import translated

LANGUAGES = {"uk": "Українська", "en": "English"}
COOKIE = "lang"
# Shown by other sites: in the language of their address, and they leave no cookie.
COOKIELESS = frozenset({"cards.hromada", "cards.report", "embedding.frame"})
_NEAR = ("uk", "be", "ru")
CATALOGUES = Path(__file__).parents[2] / "translations"


def chosen_language() -> str:
    """Return the language of the query parameter, else of the cookie, else the browser's."""
    own = "uk" if request.endpoint in COOKIELESS else request.cookies.get(COOKIE)
    for choice in (request.args.get("lang"), own):
        if choice in LANGUAGES:
            return choice
    return _preferred()


def _preferred() -> str:
    """Return English if the browser prefers it to Ukrainian, else Ukrainian.

    Whoever prefers a language that is near to Ukrainian reads that rather than English.
    """
    accepted = request.accept_languages
    english = max((quality for tag, quality in accepted if _is(tag, "en")), default=0.0)
    near = max((quality for tag, quality in accepted if _is(tag, *_NEAR)), default=0.0)
    return "en" if english > near else "uk"


def _is(tag: str, *languages: str) -> bool:
    return tag.partition("-")[0].lower() in languages


def in_language(thing: object, attribute: str = "name") -> str:
    """Return a thing's name, its own or that of its ``attribute``, never empty if it has one.

    The thing has a Name, or, as a row, ``name_uk`` and ``name_en``.
    """
    name = getattr(thing, attribute, None)
    if not isinstance(name, Name):
        name = getattr(thing, f"{attribute}_name", None)
    if not isinstance(name, Name):
        name = Name(*(_part(thing, f"{attribute}_{language}") for language in ("uk", "en")))
    return name.text("en" if str(get_locale() or "uk").startswith("en") else "uk")


def _part(thing: object, key: str) -> str:
    value = thing.get(key) if isinstance(thing, dict) else getattr(thing, key, "")
    return str(value or "")


def time_tag(moment: datetime | None, style: str = "d MMM y, HH:mm") -> Markup:
    """Return a ``<time>`` element in Kyiv time."""
    if moment is None:
        return Markup("")
    text = format_datetime(moment, style)
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), text)


def day_tag(moment: datetime | None) -> Markup:
    """Return a ``<time>`` element with the day alone, in Kyiv time."""
    return time_tag(moment, "d MMMM y")


def iso_day(moment: datetime) -> str:
    """Return the day in Kyiv in ISO 8601."""
    return moment.astimezone(KYIV).date().isoformat()


def whole_units(length: timedelta, *, add_direction: bool = False) -> str:
    """Return a length in whole units, rounded down, of the largest unit that it has twice.

    A year and a half is 18 months: rounded it would be two years.
    """
    seconds = int(abs(length).total_seconds())
    unit = next((each for _name, each in TIMEDELTA_UNITS if seconds >= 2 * each), 1)
    floored = timedelta(seconds=seconds // unit * unit)
    signed = floored if length > timedelta(0) else -floored
    return str(format_timedelta(signed, threshold=2, add_direction=add_direction))


_FILTERS: Mapping[str, Callable[..., object]] = {
    "named": in_language,
    "full_name": full_name,
    "translated": translated,
    "time_tag": time_tag,
    "day_tag": day_tag,
    "iso_day": iso_day,
    "date": format_date,
    "whole_units": whole_units,
}


def _public_status_words() -> dict[str, str]:
    """Return the words of every status that the map may show, for its scripts."""
    return {status.value: str(STATUS_LABELS[status]) for status in sorted(statuses.PUBLIC)}


def register_languages(app: Flask) -> None:
    """Set the catalogues, the time zone and the template filters for dates and names."""
    domains = sorted(p.stem for p in (CATALOGUES / "uk" / "LC_MESSAGES").glob("*.po"))
    Babel(
        app,
        default_locale="uk",
        default_timezone="Europe/Kyiv",
        default_domain=";".join(domains) or "messages",
        default_translation_directories=";".join([str(CATALOGUES)] * max(len(domains), 1)),
        locale_selector=chosen_language,
    )
    app.jinja_env.globals.update(
        LANGUAGES=LANGUAGES,
        language=chosen_language,
        statuses=statuses,
        status_labels=STATUS_LABELS,
        public_status_words=_public_status_words,
        personal_words=KIND_WORDS,
    )
    app.jinja_env.filters.update(_FILTERS)

    @app.after_request
    def remember(response: Response) -> Response:
        language = request.args.get("lang")
        if request.endpoint in COOKIELESS:
            return response
        if language in LANGUAGES and language != request.cookies.get(COOKIE):
            response.set_cookie(
                COOKIE,
                language,
                max_age=31_536_000,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
        return response
