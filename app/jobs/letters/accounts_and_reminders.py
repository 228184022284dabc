"""Letters that no step causes: subscription confirmation, sign-in, reminder of a term."""

from flask_babel import gettext

from app.adapters.letters import Letter
from app.jobs.letters import texts as wording
from app.jobs.letters.compose import Button, Content, Envelope, day, in_language_of, seal, url_to
from app.jobs.letters.reminder_texts import REMINDER
from app.jobs.letters.step_buttons import appeal_url, office_url, own_url, report_url
from app.jobs.letters.step_facts import report_details, staff_details
from app.jobs.letters.steps import (
    opening_of,
    staff_reason,
    subject_of,
    subscription_url,
    thread_of,
)
from app.queries.letters import Recipient, ReportFacts
from app.texts.languages import in_language


def confirmation_letter(key: str, report: ReportFacts, to: Recipient) -> Letter | None:
    """Return the letter that asks an address to confirm; None if there is nothing to confirm.

    Who typed the address may be a stranger to its owner: nothing in it is anybody's words.
    """
    own, known = to.kind == "reporter", to.confirmed_at is not None
    if (known and not to.supports) or not (own or report.shareable):
        return None
    envelope = Envelope(key, to.email, to.locale, thread_of(report), report.place)
    text = wording.CONFIRM_REPORTER if own else wording.CONFIRM_FOLLOWER
    if to.supports and (known or not own):
        text = wording.CONFIRM_SUPPORT
    with in_language_of(envelope):
        content = Content(
            subject=subject_of(report, text),
            opening=str(text.opening) % {"number": report.number},
            facts=(
                (gettext("Hromada"), in_language(report, "hromada")),
                (gettext("Problem"), in_language(report, "category")),
            ),
            buttons=confirmation_buttons(
                subscription_url(report, to.id, "confirm"),
                subscription_url(report, to.id, "refuse"),
            ),
            why=no_support() if known else no_more_letters(),
        )
        return seal(envelope, content)


def confirmation_buttons(confirm_url: str, refuse_url: str) -> tuple[Button, ...]:
    """Return the two answers of whoever reads the mail of an address that was typed."""
    return (
        Button(gettext("It is me, write to me"), confirm_url),
        Button(gettext("It is not me"), refuse_url),
    )


def no_more_letters() -> str:
    """Return what happens if nothing is pressed."""
    return str(
        gettext(
            "If you press nothing, no letters will come, and the address is deleted in seven days."
        )
    )


def no_support() -> str:
    """Return what happens if somebody who gets letters already presses nothing."""
    return str(
        gettext("If you press nothing, the support is not counted; your letters go on as before.")
    )


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
    url = appeal_url(report) if stage[0] == "appeal" else url
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


def question_reminder_letter(key: str, report: ReportFacts, to: Recipient) -> Letter | None:
    """Return the letter that reminds the reporter of a question; None if it is answered."""
    if to.confirmed_at is None:
        return None
    text = REMINDER["reply", "before"]
    envelope = Envelope(key, to.email, to.locale, thread_of(report), report.place)
    with in_language_of(envelope):
        content = Content(
            subject=subject_of(report, text),
            opening=opening_of(report, text),
            facts=(
                *report_details(report),
                (gettext("We wait for your answer until"), day(report.reply_due_at)),
            ),
            buttons=(Button(gettext("Answer the question"), f"{own_url(report)}#answer"),),
            why=gettext("You get this letter because you reported this problem."),
            unsubscribe_url=subscription_url(report, to.id, "end"),
        )
        return seal(envelope, content)
