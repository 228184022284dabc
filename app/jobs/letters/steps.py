"""Letters about a step of a report: to the reporter, to followers, to the body."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.adapters.letters import Letter
from app.domain.statuses import Status
from app.jobs.letters import texts as wording
from app.jobs.letters.compose import (
    Button,
    Content,
    Envelope,
    day,
    in_language_of,
    moment_in_words,
    seal,
    url_to,
)
from app.operations.reports.resident import OWN_REPORT
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
    "ask": _("The question:"),
}
_ANSWER_IS_AWAITED = frozenset(
    {"publish", "accept", "forward", "start", "route", "return", "unmerge"}
)


class Terms(NamedTuple):
    """Dates that follow from the hromada's clocks; ``unmoderated``: nobody reads reports yet."""

    confirm_by: datetime | None = None
    unmoderated: bool = False


def follower_letter(key: str, step: StepFacts, to: Recipient, terms: Terms) -> Letter | None:
    """Return the letter for a subscription; None if it no longer applies, or not yet.

    A report that is hidden, sensitive or not published has letters to its reporter only.
    """
    own = to.kind == "reporter"
    text = (wording.REPORTER if own else wording.FOLLOWER).get(_text_key(step, terms))
    allowed = own or (step.report.shareable and step.public)
    if text is None or not allowed or to.confirmed_at is None:
        return None
    envelope = Envelope(key, to.email, to.locale, thread_of(step.report))
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
            facts=_facts(step, terms if own else Terms()),
            buttons=_reporter_buttons(step) if own else _follower_buttons(step),
            why=why,
            unsubscribe_url=subscription_url(step.report, to.id, "end"),
        )
        return seal(envelope, content)


def body_letter(key: str, step: StepFacts, to: str) -> Letter | None:
    """Return the letter for the body in charge; None for a step without one."""
    text = wording.BODY.get(step.action)
    if text is None or not to:
        return None
    envelope = Envelope(key, to, "uk", thread_of(step.report))
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


def subject_of(report: ReportFacts, text: wording.LetterText) -> str:
    """Return the subject: every letter carries the report's number."""
    return str(text.subject) % {"number": report.number}


def opening_of(report: ReportFacts, text: wording.LetterText) -> str:
    """Return the opening sentences."""
    body = in_language(report, "body") or gettext("not known yet")
    return str(text.opening) % {"number": report.number, "body": body}


def report_url(report: ReportFacts) -> str:
    """Return the report's page."""
    return url_to(f"/{report.slug}/reports/{report.number}")


def office_url(report: ReportFacts) -> str:
    """Return the page on which the body's officer answers."""
    return url_to(f"/{report.slug}/office/{report.number}")


def own_url(report: ReportFacts) -> str:
    """Return the private link by which the reporter acts without an account."""
    return f"{report_url(report)}?key={link_token(OWN_REPORT, str(report.public_id))}"


def subscription_url(report: ReportFacts, subscription_id: int, action: str) -> str:
    """Return the page that confirms, refuses or ends a subscription."""
    token = link_token(SUBSCRIPTION, str(subscription_id))
    return url_to(f"/{report.slug}/subscriptions/{token}/{action}")


def thread_of(report: ReportFacts) -> str:
    """Return the thread of all letters about the report."""
    return f"report:{report.public_id}"


def report_details(report: ReportFacts) -> list[tuple[str, str]]:
    """Return the report's details as labels with values, without empty ones."""
    return _filled(
        (gettext("Problem"), in_language(report, "category")),
        (gettext("Address"), report.address),
        (gettext("Body responsible"), in_language(report, "body")),
    )


def staff_details(report: ReportFacts) -> tuple[tuple[str, str], ...]:
    """Return ``report_details`` with the place and the terms."""
    waits = report.status == Status.ROUTED
    planned = report.status == Status.PLANNED
    return (
        *report_details(report),
        *_filled(
            (gettext("Place"), f"{report.lat:.5f}, {report.lon:.5f}"),
            (gettext("Accept by"), moment_in_words(report.accept_due_at) if waits else ""),
            (gettext("Answer by"), moment_in_words(report.answer_due_at)),
            (gettext("Planned for"), day(report.planned_for) if planned else ""),
        ),
    )


def staff_reason(report: ReportFacts) -> str:
    """Return the reason for a letter to staff."""
    where = in_language(report, "hromada")
    why = gettext("You get this letter because you work with reports of: %(where)s.", where=where)
    return str(why)


def _facts(step: StepFacts, terms: Terms) -> tuple[tuple[str, str], ...]:
    report, action = step.report, step.action
    awaited = action in _ANSWER_IS_AWAITED
    planned = report.planned_for if action == "plan" else None
    reading = report.moderation_due_at if action == "submit" and not terms.unmoderated else None
    confirming = terms.confirm_by if action == "solve" else None
    original = report.original_number if action == "duplicate" and report.original_public else None
    return (
        *report_details(report),
        *_filled(
            (gettext("A moderator reads it by"), day(reading)),
            (gettext("An answer is due by"), day(report.answer_due_at) if awaited else ""),
            (gettext("Planned for"), day(planned)),
            (gettext("We wait for your answer until"), day(confirming)),
            (gettext("The earlier report"), f"№ {original}" if original else ""),
        ),
    )


def _reporter_buttons(step: StepFacts) -> tuple[Button, ...]:
    private = own_url(step.report)
    if step.action == "solve":
        return (
            Button(gettext("Yes, it is solved"), f"{private}#answer"),
            Button(gettext("No, it is not solved"), f"{private}#answer"),
        )
    if step.action == "ask":
        return (Button(gettext("Answer the question"), private),)
    return (Button(gettext("Open your report"), private), *_original_button(step))


def _follower_buttons(step: StepFacts) -> tuple[Button, ...]:
    return (Button(gettext("Open the report"), report_url(step.report)), *_original_button(step))


def _original_button(step: StepFacts) -> tuple[Button, ...]:
    report = step.report
    if step.action != "duplicate" or not report.original_public:
        return ()
    path = f"/{report.slug}/reports/{report.original_number}"
    return (Button(gettext("Open the earlier report"), url_to(path)),)


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


def _filled(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in facts if value]
