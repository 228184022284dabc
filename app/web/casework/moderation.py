"""The moderators' queue of one hromada: a list, the chosen report beside it, decisions."""

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Rejected, WrongState
from app.domain.lifecycle import PUBLIC, Status, open_actions
from app.domain.moderation import HideReason, RejectReason
from app.domain.roles import Action, Role
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
from app.inputs.text import gettext
from app.operations.casework.moderation import (
    ask_reporter,
    black_out,
    hide_report,
    mark_duplicate,
    publish_report,
    reconsider_report,
    reject_report,
    route_report,
    uncover,
    unhide_report,
    unmerge_report,
)
from app.operations.casework.staff_actions import Turn, forward_report
from app.queries.casework.queues import MODERATION_TABS, moderation_queue, moderation_tab_of
from app.security.request_context import Visit, acting, now, requires, visiting
from app.web.casework.desk import (
    CLEAN,
    Desk,
    Slip,
    alike,
    desk_of,
    meanwhile,
    neighbours,
    slip_of,
    tab_links,
    tell,
    turn_of,
)
from app.web.casework.texts import HIDE_WORDS, REJECT_WORDS, said_of, why_this_body
from app.web.reports.page import NUMBER

bp = Blueprint("moderation", __name__)

Form = Mapping[str, str]
MODERATOR = frozenset({Role.MODERATOR})


def _reject(session: Session, turn: Turn, form: Form) -> None:
    reason = chosen_reason(form, RejectReason)
    reject_report(session, turn, reason, note=said_of(REJECT_WORDS[reason], added_words(form)))


def _hide(session: Session, turn: Turn, form: Form) -> None:
    reason = chosen_reason(form, HideReason)
    hide_report(session, turn, reason, note=said_of(HIDE_WORDS[reason], added_words(form)))


DECISIONS: Mapping[str, Callable[[Session, Turn, Form], object]] = {
    "publish": lambda s, turn, form: publish_report(s, turn, body_id=preferred_body(form)),
    "route": lambda s, turn, form: route_report(s, turn, chosen_body(form)),
    "forward": lambda s, turn, form: forward_report(
        s, turn, chosen_body(form), reason=answer_words(form)
    ),
    "reject": _reject,
    "ask": lambda s, turn, form: ask_reporter(s, turn, answer_words(form)),
    "duplicate": lambda s, turn, form: mark_duplicate(s, turn, original_number(form)),
    "unmerge": lambda s, turn, form: unmerge_report(s, turn, note=added_words(form)),
    "reconsider": lambda s, turn, form: reconsider_report(s, turn, note=added_words(form)),
    "hide": _hide,
    "unhide": lambda s, turn, form: unhide_report(s, turn, note=added_words(form)),
    "redact": lambda s, turn, form: black_out(s, turn, marked_passage(form)),
    "uncover": lambda s, turn, form: uncover(s, turn, marked_passage(form)),
}
# Decisions after which the same report stays on the desk.
_STAYS = frozenset({"redact", "uncover", "unhide", "unmerge", "reconsider"})


@bp.get("/<slug>/moderation")
@requires(Action.MODERATE)
def queue(slug: str) -> ResponseReturnValue:
    """Show who waits, the longest waiting first."""
    tab = chosen_tab(request.args, MODERATION_TABS)
    with visiting(slug) as visit:
        return _page(visit, tab)


@bp.get(f"/<slug>/moderation/{NUMBER}")
@requires(Action.MODERATE)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Show one report with all that a decision needs, beside the queue."""
    return _case(slug, number, CLEAN)


@bp.post(f"/<slug>/moderation/{NUMBER}/<any({', '.join(DECISIONS)}):decision>")
@requires(Action.MODERATE)
def decide(slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Take a decision; one that comes too late is told what happened meanwhile."""
    try:
        with acting(slug) as visit:
            turn = turn_of(visit, number, Role.MODERATOR)
            outcome = DECISIONS[decision](visit.session, turn, request.form)
    except Rejected as error:
        return _case(slug, number, slip_of(decision, error)), 422
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


def _case(slug: str, number: int, slip: Slip) -> str:
    with visiting(slug) as visit:
        desk = desk_of(visit, number)
        standing = moderation_tab_of(desk.report.status, hidden=desk.report.hidden_at is not None)
        tab = request.values.get("tab", "")
        return _page(visit, tab if tab in MODERATION_TABS else standing, desk=desk, slip=slip)


def _page(visit: Visit, tab: str, *, desk: Desk | None = None, slip: Slip = CLEAN) -> str:
    listing = moderation_queue(
        visit.session, visit.hromada.id, tab=tab, page=page_number(request.args), now=now()
    )
    before, after = neighbours(listing.entries, desk.report.number) if desk else (None, None)
    return render_template(
        "moderation/desk.html",
        hromada=visit.hromada,
        asker=visit.asker,
        listing=listing,
        tabs=tab_links(listing, "moderation.queue", visit.hromada.slug, MODERATION_TABS),
        desk=desk,
        before=before,
        after=after,
        nearby=alike(visit, desk) if desk else (),
        open=open_actions(Status(desk.report.status), MODERATOR) if desk else (),
        hideable=desk is not None and desk.report.status in PUBLIC,
        why=why_this_body(desk.report) if desk else "",
        slip=slip,
        reject_words=REJECT_WORDS,
        hide_words=HIDE_WORDS,
        now=now(),
    )
