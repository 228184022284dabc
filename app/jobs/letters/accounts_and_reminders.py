"""Letters that no step causes: subscription confirmation, sign-in, reminder of a term."""

from flask_babel import gettext

from app.adapters.letters import Letter
from app.jobs.letters import texts as wording
from app.jobs.letters.compose import Button, Content, Envelope, in_language_of, seal, url_to
from app.jobs.letters.reminder_texts import REMINDER
from app.jobs.letters.steps import (
    office_url,
    opening_of,
    report_details,
    report_url,
    staff_details,
    staff_reason,
    subject_of,
    subscription_url,
    thread_of,
)
from app.queries.letters import Recipient, ReportFacts


def confirmation_letter(key: str, report: ReportFacts, to: Recipient) -> Letter | None:
    """Return the letter whose link confirms a subscription; None if there is nothing to confirm."""
    if to.confirmed_at is not None or not report.shareable:
        return None
    envelope = Envelope(key, to.email, to.locale, thread_of(report))
    text = wording.CONFIRM_SUBSCRIPTION
    with in_language_of(envelope):
        content = Content(
            subject=subject_of(report, text),
            opening=opening_of(report, text),
            facts=tuple(report_details(report)),
            buttons=(
                Button(gettext("Yes, write to me"), subscription_url(report, to.id, "confirm")),
            ),
        )
        return seal(envelope, content)


def sign_in_letter(envelope: Envelope, token: str) -> Letter:
    """Return the letter whose link signs in."""
    text = wording.SIGN_IN
    with in_language_of(envelope):
        content = Content(
            subject=str(text.subject),
            opening=str(text.opening),
            buttons=(Button(gettext("Sign in"), url_to(f"/account/sign-in/{token}")),),
        )
        return seal(envelope, content)


def reminder_letter(
    envelope: Envelope, report: ReportFacts, stage: tuple[str, str]
) -> Letter | None:
    """Return the reminder of a term, by clock and stage; None for an unknown one."""
    text = REMINDER.get(stage)
    if text is None:
        return None
    # Coordinators have no access to the body's desk.
    url = report_url(report) if stage[1] == "coordinator" else office_url(report)
    with in_language_of(envelope):
        content = Content(
            subject=subject_of(report, text),
            opening=opening_of(report, text),
            quote=report.public_text,
            quote_title=gettext("The resident's words:"),
            facts=staff_details(report),
            buttons=(Button(gettext("Open the report"), url),),
            why=staff_reason(report),
        )
        return seal(envelope, content)
