"""The listed reasons in words, and how they are said in a report's log."""

from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.domain.moderation import HideReason, RejectReason, UnsolvedReason
from app.domain.routing import Ground
from app.queries.reports.page import ReportPage
from app.texts.translate import gettext
from app.web.reports.texts import reasons_of

REJECT_WORDS: Mapping[RejectReason, object] = {
    RejectReason.NOT_LOCAL: _("It is not for this hromada's bodies to decide."),
    RejectReason.NO_PROBLEM: _("There is no problem here that a body could solve."),
    RejectReason.UNCLEAR: _("It is not clear what or where the problem is."),
    RejectReason.OFFENSIVE: _("The words offend or threaten."),
    RejectReason.PERSONAL: _("It is about a person or a quarrel, not about the community."),
    RejectReason.ADVERTISING: _("It is advertising or spam."),
    RejectReason.SECURITY: _("It shows what may not be shown under martial law."),
    RejectReason.EMERGENCY: _("It is an emergency: call 112, a web form is too slow."),
}
HIDE_WORDS: Mapping[HideReason, object] = {
    HideReason.PERSONAL: _("It shows somebody's personal data."),
    HideReason.OFFENSIVE: _("It offends or threatens."),
    HideReason.SECURITY: _("It shows what may not be shown under martial law."),
    HideReason.UNTRUE: _("It turned out to be untrue."),
    HideReason.DEMAND: _("A lawful demand to take it down."),
    HideReason.MISTAKE: _("It was published by mistake."),
}
UNSOLVED_WORDS: Mapping[UnsolvedReason, object] = {
    UnsolvedReason.NOT_FOUND: _("The problem was not found on the spot."),
    UnsolvedReason.NO_MONEY: _("There is no money for it in this year's budget."),
    UnsolvedReason.NOT_IN_POWER: _("The body has no power to decide it."),
    UnsolvedReason.PRIVATE: _("The place is private property."),
    UnsolvedReason.IMPOSSIBLE: _("It cannot be done technically."),
    UnsolvedReason.DANGEROUS: _("The work would be dangerous now."),
}


def said_of(sentence: object, words: str) -> str:
    """Return a listed reason and the added words as the log keeps them: in the state language."""
    with force_locale("uk"):
        return f"{sentence} {words}".strip()


def why_this_body(report: ReportPage) -> str:
    """Return in a sentence why the report is meant for its body."""
    reasons = reasons_of(report.routing)
    if reasons.ground == Ground.AREA:
        words = gettext("Proposed by the area of responsibility “%(area)s”.", area=reasons.area)
        return f"{words} {reasons.decision}".strip()
    if reasons.ground == Ground.DEFAULT_BODY:
        return gettext("Proposed as the default body of this category: no area covers the place.")
    return gettext("No area covers the place and the category has no default body.")
