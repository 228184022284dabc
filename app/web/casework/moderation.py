"""The moderators' queue of one hromada: a list, the chosen report beside it, decisions."""

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Rejected, WrongState
from app.domain.lifecycle import PUBLIC, Status, open_actions
from app.domain.moderation import HideReason, RejectReason
from app.domain.roles import Permission, Role
from app.inputs.casework import (
    added_words,
    answer_words,
    chosen_body,
    chosen_reason,
    chosen_tab,
    marked_passage,
    next_number,
    original_number,
    page_number,
    preferred_body,
)
from app.operations.casework.moderation import (
    ask_reporter,
    hide_report,
    mark_duplicate,
    publish_report,
    reconsider_report,
    redact_passage,
    reject_report,
    remove_redaction,
    route_report,
    unhide_report,
    unmerge_report,
)
from app.operations.casework.staff_commands import StaffCommand, forward_report
from app.queries.casework.queues import MODERATION_TABS, moderation_queue, moderation_tab_of
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.translate import gettext
from app.web.casework.desk import (
    CLEAN,
    Desk,
    RefusedForm,
    alike,
    desk_of,
    meanwhile,
    neighbours,
    refused_form,
    staff_command,
    tab_links,
    tell,
)
from app.web.casework.texts import HIDE_WORDS, REJECT_WORDS, said_of, why_this_body
from app.web.reports.page import NUMBER

bp = Blueprint("moderation", __name__)

Form = Mapping[str, str]
MODERATOR = frozenset({Role.MODERATOR})


def _reject(session: Session, command: StaffCommand, form: Form) -> None:
    reason = chosen_reason(form, RejectReason)
    reject_report(session, command, reason, note=said_of(REJECT_WORDS[reason], added_words(form)))


def _hide(session: Session, command: StaffCommand, form: Form) -> None:
    reason = chosen_reason(form, HideReason)
    hide_report(session, command, reason, note=said_of(HIDE_WORDS[reason], added_words(form)))


DECISIONS: Mapping[str, Callable[[Session, StaffCommand, Form], object]] = {
    "publish": lambda s, command, form: publish_report(s, command, body_id=preferred_body(form)),
    "route": lambda s, command, form: route_report(s, command, chosen_body(form)),
    "forward": lambda s, command, form: forward_report(
        s, command, chosen_body(form), reason=answer_words(form)
    ),
    "reject": _reject,
    "ask": lambda s, command, form: ask_reporter(s, command, answer_words(form)),
    "duplicate": lambda s, command, form: mark_duplicate(s, command, original_number(form)),
    "unmerge": lambda s, command, form: unmerge_report(s, command, note=added_words(form)),
    "reconsider": lambda s, command, form: reconsider_report(s, command, note=added_words(form)),
    "hide": _hide,
    "unhide": lambda s, command, form: unhide_report(s, command, note=added_words(form)),
    "redact": lambda s, command, form: redact_passage(s, command, marked_passage(form)),
    "uncover": lambda s, command, form: remove_redaction(s, command, marked_passage(form)),
}
# Decisions after which the same report stays on the desk.
_STAYS = frozenset({"redact", "uncover", "unhide", "unmerge", "reconsider"})


@bp.get("/<slug>/moderation")
@requires(Permission.MODERATE)
def queue(slug: str) -> ResponseReturnValue:
    """Show who waits, the longest waiting first."""
    tab = chosen_tab(request.args, MODERATION_TABS)
    with reading_in(slug) as context:
        return _page(context, tab)


@bp.get(f"/<slug>/moderation/{NUMBER}")
@requires(Permission.MODERATE)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Show one report with all that a decision needs, beside the queue."""
    return _case(slug, number, CLEAN)


@bp.post(f"/<slug>/moderation/{NUMBER}/<any({', '.join(DECISIONS)}):decision>")
@requires(Permission.MODERATE)
def decide(slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Take a decision; one that comes too late is told what happened meanwhile."""
    try:
        with writing_in(slug) as context:
            command = staff_command(context, number, Role.MODERATOR)
            outcome = DECISIONS[decision](context.session, command, request.form)
    except Rejected as error:
        return _case(slug, number, refused_form(decision, error)), 422
    except (WrongState, Conflict) as error:
        return meanwhile(slug, number, error, back="moderation")
    return _go_on(slug, number, decision, outcome)


def _go_on(slug: str, number: int, decision: str, outcome: object) -> ResponseReturnValue:
    """Open the next report of the list, or the same one where it is not done with yet."""
    tab = chosen_tab(request.form, MODERATION_TABS)
    if outcome is Status.PUBLISHED:
        tell(gettext("№ %(number)s is published. Choose the body that answers.", number=number))
        return redirect(url_for("moderation.case", slug=slug, number=number), 303)
    tell(_done(decision, number))
    after = number if decision in _STAYS else next_number(request.form)
    if after is None:
        return redirect(url_for("moderation.queue", slug=slug, tab=tab), 303)
    return redirect(url_for("moderation.case", slug=slug, number=after, tab=tab), 303)


def _done(decision: str, number: int) -> str:
    words = {
        "publish": gettext("№ %(number)s is published.", number=number),
        "route": gettext("№ %(number)s is sent to its body.", number=number),
        "forward": gettext("№ %(number)s is forwarded.", number=number),
        "reject": gettext("№ %(number)s is rejected.", number=number),
        "ask": gettext("The reporter of № %(number)s is asked for details.", number=number),
        "duplicate": gettext("№ %(number)s is marked as a duplicate.", number=number),
        "unmerge": gettext("№ %(number)s is no duplicate any more.", number=number),
        "reconsider": gettext("№ %(number)s is back in the queue.", number=number),
        "hide": gettext("№ %(number)s is hidden.", number=number),
        "unhide": gettext("№ %(number)s is shown again.", number=number),
        "redact": gettext("The passage is blacked out."),
        "uncover": gettext("The passage is shown again."),
    }
    return words[decision]


def _case(slug: str, number: int, slip: RefusedForm) -> str:
    with reading_in(slug) as context:
        desk = desk_of(context, number)
        standing = moderation_tab_of(desk.report.status, hidden=desk.report.hidden_at is not None)
        tab = request.values.get("tab", "")
        return _page(context, tab if tab in MODERATION_TABS else standing, desk=desk, slip=slip)


def _page(
    context: HromadaContext, tab: str, *, desk: Desk | None = None, slip: RefusedForm = CLEAN
) -> str:
    listing = moderation_queue(
        context.session, context.hromada.id, tab=tab, page=page_number(request.args), now=now()
    )
    before, after = neighbours(listing.entries, desk.report.number) if desk else (None, None)
    return render_template(
        "moderation/desk.html",
        hromada=context.hromada,
        user=context.user,
        listing=listing,
        tabs=tab_links(listing, "moderation.queue", context.hromada.slug, MODERATION_TABS),
        desk=desk,
        before=before,
        after=after,
        nearby=alike(context, desk) if desk else (),
        open=open_actions(Status(desk.report.status), MODERATOR) if desk else (),
        hideable=desk is not None and desk.report.status in PUBLIC,
        why=why_this_body(desk.report) if desk else "",
        slip=slip,
        reject_words=REJECT_WORDS,
        hide_words=HIDE_WORDS,
        now=now(),
    )
