"""Who hears of which step of a report."""

from enum import StrEnum


class Audience(StrEnum):
    """To whom a letter goes."""

    REPORTER = "reporter"
    FOLLOWERS = "followers"
    BODY = "body"


_REPORTER = frozenset({Audience.REPORTER})
_PUBLIC = frozenset({Audience.REPORTER, Audience.FOLLOWERS})
_ALL = frozenset(Audience)

LETTERS: dict[str, frozenset[Audience]] = {
    "submit": _REPORTER,
    "publish": _REPORTER,
    "reject": _REPORTER,
    "ask": _REPORTER,
    "duplicate": _PUBLIC,
    "unmerge": _PUBLIC,
    "route": frozenset({Audience.BODY}),
    "accept": _PUBLIC,
    "forward": _ALL,
    "start": _PUBLIC,
    "solve": _PUBLIC,
    "refuse": _PUBLIC,
    "plan": _PUBLIC,
    # The reporter did these; the others hear.
    "confirm": frozenset({Audience.FOLLOWERS, Audience.BODY}),
    "return": frozenset({Audience.FOLLOWERS, Audience.BODY}),
    "lapse": _ALL,
    "hide": _REPORTER,
    "note": _PUBLIC,
}


def audiences(action: str) -> frozenset[Audience]:
    """Return who hears of this step: nobody, if the table does not say."""
    return LETTERS.get(action, frozenset())
