"""The office: an officer sees the reports of their bodies by deadline, and answers them."""

from collections.abc import Mapping

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.errors import Message
from app.domain.lifecycle import STEPS
from app.domain.moderation import UnsolvedReason
from app.domain.roles import Permission, Role
from app.domain.statuses import PUBLIC, Status
from app.inputs.casework import (
    answer_text,
    chosen_body,
    chosen_reason,
    optional_text,
    personal_decision,
    planned_day,
)
from app.operations.casework.office import (
    OfficerCommand,
    accept_report,
    add_public_note,
    answer_solved,
    answer_unsolved,
    correct_answer,
    forward_to_body,
    plan_work,
    start_work,
)
from app.operations.casework.personal_data import ask_about_words
from app.operations.casework.staff_commands import StaffCommand
from app.queries.casework.queues import OFFICE_TABS, QueuePage, office_list, office_tab_of
from app.queries.reports.page import no_such_report
from app.security.request_context import HromadaContext, now, requires
from app.texts.refusals import UNSOLVED_REASONS
from app.web.casework.case import CaseFile
from app.web.casework.desk import Desk, DeskAction, Form, Keys, show_case, show_queue, take_decision
from app.web.casework.texts import log_note
from app.web.reports.page import NUMBER

bp = Blueprint("office", __name__)


def _asked(session: Session, form: Form) -> str:
    """Return an answer; raise Rejected if its personal data are not decided about."""
    words = answer_text(form)
    ask_about_words(session, words, personal_decision(form))
    return words


def _start(session: Session, command: OfficerCommand, form: Form, _keys: Keys) -> None:
    words = optional_text(form)
    ask_about_words(session, words, personal_decision(form))
    start_work(session, command, note=words)


def _refuse(session: Session, command: OfficerCommand, form: Form, _keys: Keys) -> None:
    reason = chosen_reason(form, UnsolvedReason)
    answer = log_note(UNSOLVED_REASONS[reason], _asked(session, form))
    answer_unsolved(session, command, reason, answer=answer)


ANSWERS: Mapping[str, DeskAction] = {
    "accept": lambda s, command, form, _: accept_report(s, command),
    "forward": lambda s, command, form, _: forward_to_body(
        s, command, chosen_body(form), reason=_asked(s, form)
    ),
    "start": _start,
    "solve": lambda s, command, form, keys: answer_solved(
        s, command, answer=_asked(s, form), photos=keys
    ),
    "refuse": _refuse,
    "plan": lambda s, command, form, _: plan_work(
        s, command, planned_day(form), answer=_asked(s, form)
    ),
    "correct": lambda s, command, form, keys: correct_answer(
        s, command, answer=_asked(s, form), photos=keys
    ),
    "note": lambda s, command, form, _: add_public_note(s, command, _asked(s, form)),
}
_DONE = {
    "accept": Message("№ %(number)s is accepted for work."),
    "forward": Message("№ %(number)s is forwarded."),
    "start": Message("№ %(number)s is in progress."),
    "solve": Message("№ %(number)s is answered: the resident confirms."),
    "refuse": Message("№ %(number)s is answered."),
    "plan": Message("№ %(number)s is planned."),
    "correct": Message("The answer to № %(number)s is corrected."),
    "note": Message("Your words are on the report's page."),
}


def _listing(context: HromadaContext, tab: str, page: int) -> QueuePage:
    body_ids = sorted(context.user.body_ids)
    return office_list(context.session, body_ids, tab=tab, page=page, now=now())


def _standing(context: HromadaContext, file: CaseFile) -> str:
    if file.case.body_id not in context.user.body_ids or file.report.status not in PUBLIC:
        raise no_such_report()
    return office_tab_of(file.report.status)


def _variables(file: CaseFile | None) -> Mapping[str, object]:
    """Return whether the answer stands, so that it can be corrected, with the listed reasons."""
    status, steps = (file.report.status, file.steps) if file else ("", ())
    judged = status == Status.NOT_SOLVED and any(step.action == "uphold" for step in steps)
    correctable = status in STEPS["correct"].roles and not judged
    return {"unsolved_reasons": UNSOLVED_REASONS, "correctable": correctable}


def _command(context: HromadaContext, command: StaffCommand) -> StaffCommand:
    return OfficerCommand(
        command.number, command.actor, command.now, command.seen, body_ids=context.user.body_ids
    )


OFFICE = Desk(
    name="office",
    role=Role.OFFICER,
    tabs=OFFICE_TABS,
    actions=ANSWERS,
    done=_DONE,
    stays=frozenset({"accept", "start", "correct", "note"}),
    listing=_listing,
    standing=_standing,
    command=_command,
    variables=_variables,
    photos=frozenset({"solve", "correct"}),
    follows=True,
)


@bp.get("/<slug>/office")
@requires(Permission.ANSWER)
def queue(slug: str) -> ResponseReturnValue:
    """Show the reports of the officer's bodies, the nearest deadline first."""
    return show_queue(OFFICE, slug)


@bp.get(f"/<slug>/office/{NUMBER}")
@requires(Permission.ANSWER)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Show one report with what the officer may answer, beside the list."""
    return show_case(OFFICE, slug, number)


@bp.post(f"/<slug>/office/{NUMBER}/<any({', '.join(ANSWERS)}):decision>")
@requires(Permission.ANSWER)
def answer(slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Take a step with the report."""
    return take_decision(OFFICE, slug, number, decision)
