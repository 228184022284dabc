"""Texts of the listed reasons, and of a report's log."""

from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.domain.moderation import HideReason, RejectReason
from app.domain.routing import Ground
from app.queries.reports.page import ReportPage
from app.texts.translate import gettext
from app.web.reports.texts import reasons_of

REJECT_REASONS: Mapping[RejectReason, object] = {
    RejectReason.NOT_LOCAL: _("It is not for this hromada's bodies to decide."),
    RejectReason.NO_PROBLEM: _("There is no problem here that a body could solve."),
    RejectReason.UNCLEAR: _("It is not clear what or where the problem is."),
    RejectReason.OFFENSIVE: _("The words offend or threaten."),
    RejectReason.PERSONAL: _("It is about a person or a quarrel, not about the community."),
    RejectReason.ADVERTISING: _("It is advertising or spam."),
    RejectReason.SECURITY: _("It shows what may not be shown under martial law."),
    RejectReason.EMERGENCY: _("It is an emergency: call 112, a web form is too slow."),
}
HIDE_REASONS: Mapping[HideReason, object] = {
    HideReason.PERSONAL: _("It shows somebody's personal data."),
    HideReason.OFFENSIVE: _("It offends or threatens."),
    HideReason.SECURITY: _("It shows what may not be shown under martial law."),
    HideReason.UNTRUE: _("It turned out to be untrue."),
    HideReason.DEMAND: _("A lawful demand to take it down."),
    HideReason.MISTAKE: _("It was published by mistake."),
}


def log_note(reason: object, added: str) -> str:
    """Return a listed reason with the added text, in Ukrainian, as the log keeps them."""
    with force_locale("uk"):
        return f"{reason} {added}".strip()


def routing_text(report: ReportPage) -> str:
    """Return a sentence that explains why the report is proposed to its body."""
    reasons = reasons_of(report.routing)
    if reasons.ground == Ground.AREA:
        text = gettext("Proposed by the area of responsibility “%(area)s”.", area=reasons.area)
        return f"{text} {reasons.decision}".strip()
    if reasons.ground == Ground.DEFAULT_BODY:
        return gettext("Proposed as the default body of this category: no area covers the place.")
    return gettext("No area covers the place and the category has no default body.")
