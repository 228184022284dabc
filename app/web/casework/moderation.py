"""The moderators' queue of one hromada: a list, the chosen report beside it, decisions."""

from collections.abc import Mapping

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.errors import Message
from app.domain.moderation import HideReason, RejectReason
from app.domain.roles import Permission, Role
from app.domain.statuses import PUBLIC, Status
from app.inputs.casework import (
    answer_text,
    chosen_body,
    chosen_reason,
    marked_passage,
    optional_text,
    original_number,
    personal_decision,
    preferred_body,
)
from app.operations.casework.moderation import (
    ask_reporter,
    hide_report,
    mark_duplicate,
    publish_report,
    reconsider_report,
    reject_report,
    route_report,
    unhide_report,
    unmerge_report,
)
from app.operations.casework.personal_data import ask_about_words, cover_personal_data
from app.operations.casework.redaction import redact_passage, remove_redaction
from app.operations.casework.staff_commands import StaffCommand, forward_report
from app.operations.casework.supports import accept_supports, refuse_supports
from app.queries.casework.queues import (
    MODERATION_TABS,
    QueuePage,
    moderation_queue,
    moderation_tab_of,
)
from app.security.request_context import HromadaContext, now, requires
from app.web.casework.case import CaseFile
from app.web.casework.desk import Desk, DeskAction, Form, Keys, show_case, show_queue, take_decision
from app.web.casework.texts import HIDE_REASONS, REJECT_REASONS, log_note, routing_text
from app.web.reports.page import NUMBER

bp = Blueprint("moderation", __name__)


def _reject(session: Session, command: StaffCommand, form: Form, _keys: Keys) -> None:
    reason = chosen_reason(form, RejectReason)
    note = log_note(REJECT_REASONS[reason], optional_text(form))
    reject_report(session, command, reason, note=note)


def _hide(session: Session, command: StaffCommand, form: Form, _keys: Keys) -> None:
    reason = chosen_reason(form, HideReason)
    note = log_note(HIDE_REASONS[reason], optional_text(form))
    hide_report(session, command, reason, note=note)


def _publish(session: Session, command: StaffCommand, form: Form, _keys: Keys) -> Status:
    body_id, personal = preferred_body(form), personal_decision(form)
    return publish_report(session, command, body_id=body_id, personal=personal)


def _forward(session: Session, command: StaffCommand, form: Form, _keys: Keys) -> None:
    reason = answer_text(form)
    ask_about_words(session, reason, personal_decision(form))
    forward_report(session, command, chosen_body(form), reason=reason)


def _unhide(session: Session, command: StaffCommand, form: Form, _keys: Keys) -> None:
    unhide_report(session, command, note=optional_text(form), personal=personal_decision(form))


DECISIONS: Mapping[str, DeskAction] = {
    "publish": _publish,
    "cover": lambda s, command, *_: cover_personal_data(s, command),
    "route": lambda s, command, form, _: route_report(s, command, chosen_body(form)),
    "forward": _forward,
    "reject": _reject,
    "ask": lambda s, command, form, _: ask_reporter(s, command, answer_text(form)),
    "duplicate": lambda s, command, form, _: mark_duplicate(s, command, original_number(form)),
    "unmerge": lambda s, command, form, _: unmerge_report(s, command, note=optional_text(form)),
    "reconsider": lambda s, command, form, _: reconsider_report(
        s, command, note=optional_text(form)
    ),
    "hide": _hide,
    "unhide": _unhide,
    "vouch": lambda s, command, *_: accept_supports(s, command),
    "discount": lambda s, command, *_: refuse_supports(s, command),
    "redact": lambda s, command, form, _: redact_passage(s, command, marked_passage(form)),
    "uncover": lambda s, command, form, _: remove_redaction(s, command, marked_passage(form)),
}
_DONE = {
    "publish": Message("№ %(number)s is published."),
    "cover": Message("What was marked in № %(number)s is blacked out."),
    "route": Message("№ %(number)s is sent to its body."),
    "forward": Message("№ %(number)s is forwarded."),
    "reject": Message("№ %(number)s is rejected."),
    "ask": Message("The reporter of № %(number)s is asked for details."),
    "duplicate": Message("№ %(number)s is marked as a duplicate."),
    "unmerge": Message("№ %(number)s is no duplicate any more."),
    "reconsider": Message("№ %(number)s is back in the queue."),
    "hide": Message("№ %(number)s is hidden."),
    "unhide": Message("№ %(number)s is shown again."),
    "vouch": Message("The supports of № %(number)s are counted."),
    "discount": Message("The supports of № %(number)s stay uncounted."),
    "redact": Message("The passage is blacked out."),
    "uncover": Message("The passage is shown again."),
}


def _listing(context: HromadaContext, tab: str, page: int) -> QueuePage:
    return moderation_queue(context.session, tab=tab, page=page, now=now())


def _variables(file: CaseFile | None) -> Mapping[str, object]:
    return {
        "hideable": file is not None and file.report.status in PUBLIC,
        "why": routing_text(file.report) if file else "",
        "reject_reasons": REJECT_REASONS,
        "hide_reasons": HIDE_REASONS,
    }


MODERATION = Desk(
    name="moderation",
    role=Role.MODERATOR,
    tabs=MODERATION_TABS,
    actions=DECISIONS,
    done=_DONE,
    stays=frozenset(
        {"cover", "unmerge", "reconsider", "unhide", "vouch", "discount", "redact", "uncover"}
    ),
    listing=_listing,
    standing=lambda context, file: moderation_tab_of(
        file.report.status, hidden=file.report.hidden_at is not None
    ),
    variables=_variables,
    marked=frozenset({"waiting", "details", "hidden"}),
)


@bp.get("/<slug>/moderation")
@requires(Permission.MODERATE)
def queue(slug: str) -> ResponseReturnValue:
    """Show the queue, the longest waiting first."""
    return show_queue(MODERATION, slug)


@bp.get(f"/<slug>/moderation/{NUMBER}")
@requires(Permission.MODERATE)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Show one report with all that a decision needs, beside the queue."""
    return show_case(MODERATION, slug, number)


@bp.post(f"/<slug>/moderation/{NUMBER}/<any({', '.join(DECISIONS)}):decision>")
@requires(Permission.MODERATE)
def decide(slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Take a decision about the report."""
    return take_decision(MODERATION, slug, number, decision)
