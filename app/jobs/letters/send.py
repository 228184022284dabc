"""Sends the outbox's letters: each kind of entry has a function that composes one, or none."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.domain.deadlines import after_days
from app.jobs.delivery.consumer import process_batch
from app.jobs.letters.accounts_and_reminders import (
    confirmation_letter,
    question_reminder_letter,
    reminder_letter,
    sign_in_letter,
)
from app.jobs.letters.asking import confirm_request_letter, hromada_open_letter
from app.jobs.letters.compose import Envelope
from app.jobs.letters.notices import (
    confirm_notice_letter,
    notice_changed_letter,
    notice_over_letter,
    notice_over_report_letter,
)
from app.jobs.letters.queue_reminders import queue_reminder
from app.jobs.letters.staff import role_letter, trial_letter
from app.jobs.letters.step_facts import Terms
from app.jobs.letters.steps import body_letter, follower_letter, staff_step_letter, thread_of
from app.models.accounts import Account, SignInRequest
from app.models.outbox import Outbox
from app.models.places import Body
from app.operations.accounts.accounts import issue_sign_in_token, sign_in_address
from app.operations.casework.reminders import still_stuck
from app.operations.terms import terms_of
from app.queries.letters import StepFacts, recipient_of, report_facts, step_of
from app.queries.opening.checklist import is_moderated
from app.services import services

Compose = Callable[[Session, Outbox], Letter | None]


def send_letters(batch: list[list[int | None]]) -> None:
    """Process a batch of the mail queue."""
    process_batch(services().database, send_letter, batch)


def send_letter(session: Session, row: Outbox) -> None:
    """Compose and send the row's letter; nothing, if it no longer applies.

    It is sent before the row is marked: no letter is marked as sent and not sent.
    """
    letter = _KINDS[row.kind](session, row)
    if letter is not None:
        services().mail.send(letter)


def _step(session: Session, row: Outbox) -> Letter | None:
    to = recipient_of(session, row.payload["subscription_id"])
    if to is None:
        return None
    step = step_of(session, row.payload["event_id"])
    return follower_letter(row.key, step, to, _terms(session, row, step))


def _body(session: Session, row: Outbox) -> Letter | None:
    body = session.get(Body, row.payload["body_id"])
    if body is None:
        return None
    return body_letter(row.key, step_of(session, row.payload["event_id"]), body.email)


def _step_to_staff(session: Session, row: Outbox) -> Letter | None:
    """Return a letter to an account; None if it was disabled, or the report is hidden."""
    account = session.get(Account, row.payload["account_id"])
    step = step_of(session, row.payload["event_id"])
    if account is None or account.disabled_at is not None or step.report.hidden_at is not None:
        return None
    report = step.report
    envelope = Envelope(row.key, account.email, account.locale, thread_of(report), report.place)
    return staff_step_letter(envelope, step)


def _confirm_subscription(session: Session, row: Outbox) -> Letter | None:
    to = recipient_of(session, row.payload["subscription_id"])
    if to is None:
        return None
    return confirmation_letter(row.key, report_facts(session, to.report_id), to)


def _sign_in(session: Session, row: Outbox) -> Letter | None:
    """Issue the token only now: the outbox has none, and its ten minutes begin here."""
    request_id = row.payload["request_id"]
    token = issue_sign_in_token(session, request_id, datetime.now(UTC))
    if token is None:
        return None
    locale = session.scalars(select(SignInRequest.locale).filter_by(id=request_id)).one()
    return sign_in_letter(Envelope(row.key, sign_in_address(session, token), locale), token)


def _reminder(session: Session, row: Outbox) -> Letter | None:
    payload = row.payload
    stage = (payload["clock"], payload["stage"])
    report = report_facts(session, payload["report_id"])
    # Done or hidden since: no reminder.
    hidden = report.hidden_at is not None
    if not still_stuck(report.status, payload["clock"], hidden=hidden):
        return None
    if "subscription_id" in payload:
        reporter = recipient_of(session, payload["subscription_id"])
        return question_reminder_letter(row.key, report, reporter) if reporter else None
    to = _staff_address(session, payload)
    if not to:
        return None
    envelope = Envelope(row.key, to, "uk", thread_of(report), report.place)
    return reminder_letter(envelope, report, stage)


def _staff_address(session: Session, payload: dict[str, int | str]) -> str:
    if "account_id" in payload:
        account = session.get(Account, payload["account_id"])
        return account.email if account and account.disabled_at is None else ""
    body = session.get(Body, payload["body_id"])
    if body is None:
        return ""
    return body.head_email or body.email if payload["stage"] == "head" else body.email


def _terms(session: Session, row: Outbox, step: StepFacts) -> Terms:
    if row.hromada_id is None:
        return Terms()
    if step.action == "submit":
        return Terms(unmoderated=not is_moderated(session))
    if step.action != "solve":
        return Terms()
    clocks = terms_of(session, now=step.at)
    return Terms(confirm_by=after_days(step.at, clocks.confirmation_days))


_KINDS: dict[str, Compose] = {
    "step": _step,
    "body": _body,
    "step-to-staff": _step_to_staff,
    "confirm-subscription": _confirm_subscription,
    "sign-in": _sign_in,
    "reminder": _reminder,
    "queue-reminder": queue_reminder,
    "hromada-request-confirm": confirm_request_letter,
    "hromada-open": hromada_open_letter,
    "notice-confirm": confirm_notice_letter,
    "notice-changed": notice_changed_letter,
    "notice-over": notice_over_letter,
    "notice-over-report": notice_over_report_letter,
    "role-granted": role_letter,
    "role-reminder": role_letter,
    "trial-letter": trial_letter,
}
