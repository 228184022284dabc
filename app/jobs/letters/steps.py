"""Letters about a step of a report: to the reporter, to followers, to the body, to staff."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.adapters.letters import Letter
from app.jobs.letters import texts as wording
from app.jobs.letters.compose import Button, Content, Envelope, in_language_of, seal, url_to
from app.jobs.letters.letter_text import LetterText
from app.jobs.letters.step_buttons import (
    appeal_url,
    follower_buttons,
    moderation_url,
    office_url,
    reporter_buttons,
)
from app.jobs.letters.step_facts import Terms, staff_details, step_facts
from app.operations.reports.subscribing import SUBSCRIPTION
from app.queries.letters import Recipient, ReportFacts, StepFacts
from app.security.tokens import link_token
from app.texts.languages import in_language

_QUOTE_TITLES = {
    "reject": _("The reason:"),
    "hide": _("The reason:"),
    "refuse": _("The reason:"),
    "forward": _("The reason:"),
    "return": _("The resident's words:"),
    "uphold": _("The coordinator's words:"),
    "overrule": _("The coordinator's words:"),
    "correct": _("The new answer:"),
    "ask": _("The question:"),
}


def follower_letter(key: str, step: StepFacts, to: Recipient, terms: Terms) -> Letter | None:
    """Return the letter for a subscription; None if it no longer applies, or not yet.

    A report that is hidden, sensitive or not published has letters to its reporter only.
    """
    own = to.kind == "reporter"
    text = (wording.REPORTER if own else wording.FOLLOWER).get(_text_key(step, terms))
    allowed = own or (step.report.shareable and step.public)
    if text is None or not allowed or to.confirmed_at is None:
        return None
    envelope = Envelope(key, to.email, to.locale, thread_of(step.report), step.report.place)
    with in_language_of(envelope):
        why = (
            gettext("You get this letter because you reported this problem.")
            if own
            else gettext("You get this letter because you follow this report.")
        )
        content = Content(
            subject=subject_of(step.report, text),
            opening=opening_of(step.report, text),
            quote=step.note or (step.report.public_text if step.action == "submit" else ""),
            quote_title=_quote_title(step),
            facts=step_facts(step, terms._replace(own=True) if own else Terms()),
            buttons=reporter_buttons(step) if own else follower_buttons(step),
            why=why,
            unsubscribe_url=subscription_url(step.report, to.id, "end"),
        )
        return seal(envelope, content)


def body_letter(key: str, step: StepFacts, to: str) -> Letter | None:
    """Return the letter for the body in charge; None for a step without one."""
    text = wording.BODY.get(step.action)
    if text is None or not to:
        return None
    envelope = Envelope(key, to, "uk", thread_of(step.report), step.report.place)
    with in_language_of(envelope):
        content = Content(
            subject=subject_of(step.report, text),
            opening=opening_of(step.report, text),
            quote=_quote_for_staff(step),
            quote_title=_quote_title(step) if step.note else gettext("The resident's words:"),
            facts=staff_details(step.report),
            buttons=(Button(gettext("Open the report"), office_url(step.report)),),
            why=staff_reason(step.report),
        )
        return seal(envelope, content)


def staff_step_letter(envelope: Envelope, step: StepFacts) -> Letter | None:
    """Return the letter for a coordinator or moderator; None for a step of no concern to them."""
    text = wording.STAFF.get(step.action)
    if text is None:
        return None
    url = appeal_url if step.action == "appeal" else moderation_url
    with in_language_of(envelope):
        content = Content(
            subject=subject_of(step.report, text),
            opening=opening_of(step.report, text),
            quote=_quote_for_staff(step),
            quote_title=gettext("The resident's words:"),
            facts=staff_details(step.report),
            buttons=(Button(gettext("Decide"), url(step.report)),),
            why=staff_reason(step.report),
        )
        return seal(envelope, content)


def subject_of(report: ReportFacts, text: LetterText) -> str:
    """Return the subject: every letter carries the report's number."""
    return str(text.subject) % {"number": report.number}


def opening_of(report: ReportFacts, text: LetterText) -> str:
    """Return the opening sentences."""
    body = in_language(report, "body") or gettext("not known yet")
    return str(text.opening) % {"number": report.number, "body": body}


def subscription_url(report: ReportFacts, subscription_id: int, action: str) -> str:
    """Return the page that confirms, refuses or ends a subscription."""
    token = link_token(SUBSCRIPTION, str(subscription_id))
    return url_to(f"/{report.slug}/subscriptions/{token}/{action}")


def thread_of(report: ReportFacts) -> str:
    """Return the thread of all letters about the report."""
    return f"report:{report.public_id}"


def staff_reason(report: ReportFacts) -> str:
    """Return the reason for a letter to staff."""
    where = in_language(report, "hromada")
    why = gettext("You get this letter because you work with reports of: %(where)s.", where=where)
    return str(why)


def _quote_title(step: StepFacts) -> str:
    if not step.note:
        return gettext("Your words:") if step.action == "submit" else ""
    return str(_QUOTE_TITLES.get(step.action, ""))


def _text_key(step: StepFacts, terms: Terms) -> str:
    """Return the key of the text: one for a report, or original, that is not public differs."""
    report = step.report
    if step.action == "submit" and terms.unmoderated:
        return "submit-unread"
    quietly = {"publish": not report.shareable, "duplicate": not report.original_public}
    return f"{step.action}-quietly" if quietly.get(step.action) else step.action


def _quote_for_staff(step: StepFacts) -> str:
    """Return the step's public note, else the resident's text to staff, else the report's."""
    return step.note or str(step.details.get("words") or step.report.public_text)
