"""Why a body answers without solving the problem."""

from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.domain.moderation import UnsolvedReason

UNSOLVED_REASONS: Mapping[UnsolvedReason, object] = {
    UnsolvedReason.NOT_FOUND: _("The problem was not found on the spot."),
    UnsolvedReason.NO_MONEY: _("There is no money for it in this year's budget."),
    UnsolvedReason.NOT_IN_POWER: _("The body has no power to decide it."),
    UnsolvedReason.PRIVATE: _("The place is private property."),
    UnsolvedReason.IMPOSSIBLE: _("It cannot be done technically."),
    UnsolvedReason.DANGEROUS: _("The work would be dangerous now."),
}


def without_reason(note: str, reason: UnsolvedReason) -> str:
    """Return the body's own words of a refusal: the log keeps them after the listed reason."""
    with force_locale("uk"):
        return note.removeprefix(str(UNSOLVED_REASONS[reason])).strip()
