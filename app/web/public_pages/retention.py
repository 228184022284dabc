"""What is kept for how long, in words: read from the rules that delete it."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.operations.reports.retention import OF_HROMADA, OF_INSTALLATION, Rules

# By the name of the rule. One without words holds nothing about a person.
WORDS: Mapping[str, object] = {
    "sign-in requests": _("A request to sign in by a letter"),
    "sign-ins that have ended": _("A sign-in, after it has ended"),
    "letters that asked to confirm": _("The note that an address was asked to confirm itself"),
    "addresses that refused a network": _(
        "The note that an address wants no letters asked for from a network"
    ),
    "addresses that asked for a hromada and never confirmed": _(
        "An address given to ask for a hromada that is not here yet, and never confirmed"
    ),
    "letters sent by the installation": _("The record of a letter for signing in, after sending"),
    "settled obligations": _("The record of a letter about a report or a notice, after sending"),
    "addresses that never confirmed": _("An address that was given but never confirmed"),
    "supports that never were confirmed": _(
        "A support that was not confirmed by letter: its link with the network"
    ),
    "addresses that said stop": _("An address that wants no more letters"),
    "addresses of closed reports": _(
        "The address of whoever reported or follows, after the report is closed"
    ),
    "private words of closed reports": _(
        "What a reporter wrote only for those who work with the report, after it is closed"
    ),
    "supporters of closed reports": _(
        "Who supported a report, after it is closed; the number of supports stays"
    ),
    "networks of supports": _("The hash of the network from which a support was sent"),
    "networks of reports": _("The hash of the network from which a report was sent"),
    "addresses that never confirmed for a notice, or said stop": _(
        "An address given for a notice: never confirmed, or wanting no more letters"
    ),
    "failures of scheduled jobs that are over": "",
    "rows of files to import, once the files are deleted": _(
        "A file that the hromada sent to import, and the note of who sent it"
    ),
    "addresses of notices that are over": _(
        "The address of whoever follows a notice, after it is over"
    ),
}
# What no number of days ends, and what does.
UNTIL: tuple[tuple[object, object], ...] = (
    (
        _("An address that asked for a hromada and has confirmed"),
        _("until the hromada opens and the one letter is sent"),
    ),
    (
        _("The hash of a browser's number that asked for a hromada"),
        _("until the hromada opens"),
    ),
)


class KeptData(NamedTuple):
    """What is kept, and for how long, in the user's language."""

    what: str
    how_long: str


def kept_by_installation() -> list[KeptData]:
    """Return what is kept of all who visit, whichever hromada."""
    return [*_told(OF_INSTALLATION), *(KeptData(str(what), str(end)) for what, end in UNTIL)]


def kept_by_hromada() -> list[KeptData]:
    """Return what is kept of a hromada's residents, and of all who visit."""
    return _told(OF_HROMADA) + kept_by_installation()


def _told(rules: Rules) -> list[KeptData]:
    return [KeptData(str(WORDS[what]), _length(days)) for what, days, _ in rules if WORDS[what]]


def _length(days: float) -> str:
    if days <= 0:
        return str(gettext("deleted within an hour"))
    if days < 1:
        return str(gettext("less than a day"))
    return str(ngettext("%(num)s day", "%(num)s days", int(days)))
