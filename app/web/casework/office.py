"""The office: an officer sees the reports of their bodies by deadline, and answers them."""

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.adapters.images import check_photo
from app.domain.errors import Conflict, DomainError, Rejected, WrongState
from app.domain.lifecycle import PUBLIC, Status, open_actions
from app.domain.moderation import UnsolvedReason
from app.domain.roles import Action, Role
from app.inputs.casework import (
    added_words,
    answer_words,
    checked_photos,
    chosen_body,
    chosen_reason,
    chosen_tab,
    next_number,
    page_number,
    planned_day,
)
from app.inputs.text import gettext
from app.operations.casework.office import (
    OfficeTurn,
    accept_report,
    answer_solved,
    answer_unsolved,
    hand_over,
    plan_work,
    start_work,
    tell_public,
)
from app.queries.casework.queues import OFFICE_TABS, office_list, office_tab_of
from app.queries.reports.page import no_such_report
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
from app.web.casework.texts import UNSOLVED_WORDS, said_of
from app.web.reports.page import NUMBER
from app.web.reports.photos import forget_photos, keep_photos, sent_photos

bp = Blueprint("office", __name__)

Form = Mapping[str, str]
Keys = tuple[str, ...]
OFFICER = frozenset({Role.OFFICER})


def _refuse(session: Session, turn: OfficeTurn, form: Form, _keys: Keys) -> None:
    reason = chosen_reason(form, UnsolvedReason)
    answer_unsolved(
        session, turn, reason, answer=said_of(UNSOLVED_WORDS[reason], answer_words(form))
    )


ANSWERS: Mapping[str, Callable[[Session, OfficeTurn, Form, Keys], None]] = {
    "accept": lambda s, turn, form, keys: accept_report(s, turn),
    "forward": lambda s, turn, form, keys: hand_over(
        s, turn, chosen_body(form), reason=answer_words(form)
    ),
    "start": lambda s, turn, form, keys: start_work(s, turn, note=added_words(form)),
    "solve": lambda s, turn, form, keys: answer_solved(
        s, turn, answer=answer_words(form), photos=keys
    ),
    "refuse": _refuse,
    "plan": lambda s, turn, form, keys: plan_work(
        s, turn, planned_day(form), answer=answer_words(form)
    ),
    "note": lambda s, turn, form, keys: tell_public(s, turn, answer_words(form)),
}
# Answers after which the same report stays on the desk.
_STAYS = frozenset({"accept", "start", "note"})


@bp.get("/<slug>/office")
@requires(Action.ANSWER)
def queue(slug: str) -> ResponseReturnValue:
    """Show what the officer's bodies have to do, the nearest deadline first."""
    tab = chosen_tab(request.args, OFFICE_TABS)
    with visiting(slug) as visit:
        return _page(visit, tab)


@bp.get(f"/<slug>/office/{NUMBER}")
@requires(Action.ANSWER)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Show one report with what the officer may answer, beside the list."""
    return _case(slug, number, CLEAN)


@bp.post(f"/<slug>/office/{NUMBER}/<any({', '.join(ANSWERS)}):decision>")
@requires(Action.ANSWER)
def answer(slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Take a step; photos are kept first and forgotten again if it is refused."""
    keys: Keys = ()
    try:
        if decision == "solve":
            keys = keep_photos(checked_photos(sent_photos(), check_photo))
        _take(slug, number, decision, keys)
    except DomainError as error:
        forget_photos(keys)
        if isinstance(error, Rejected):
            return _case(slug, number, slip_of(decision, error)), 422
        if isinstance(error, WrongState | Conflict):
            return meanwhile(slug, number, error, back="office")
        raise
    return _go_on(slug, number, decision)


def _take(slug: str, number: int, decision: str, keys: Keys) -> None:
    with acting(slug) as visit:
        turn = turn_of(visit, number, Role.OFFICER)
        mine = OfficeTurn(
            turn.number, turn.actor, turn.now, turn.seen, body_ids=visit.asker.body_ids
        )
        ANSWERS[decision](visit.session, mine, request.form, keys)


def _go_on(slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Open the same report while it is being worked on, else the next of the list."""
    tell(_done(decision, number))
    if decision in _STAYS:
        return redirect(url_for("office.case", slug=slug, number=number), 303)
    tab, after = chosen_tab(request.form, OFFICE_TABS), next_number(request.form)
    if after is None:
        return redirect(url_for("office.queue", slug=slug, tab=tab), 303)
    return redirect(url_for("office.case", slug=slug, number=after, tab=tab), 303)


def _done(decision: str, number: int) -> str:
    words = {
        "accept": gettext("№ %(number)s is accepted for work.", number=number),
        "forward": gettext("№ %(number)s is forwarded.", number=number),
        "start": gettext("№ %(number)s is in progress.", number=number),
        "solve": gettext("№ %(number)s is answered: the resident confirms.", number=number),
        "refuse": gettext("№ %(number)s is answered.", number=number),
        "plan": gettext("№ %(number)s is planned.", number=number),
        "note": gettext("Your words are on the report's page."),
    }
    return words[decision]


def _case(slug: str, number: int, slip: Slip) -> str:
    with visiting(slug) as visit:
        desk = desk_of(visit, number)
        if desk.case.body_id not in visit.asker.body_ids or desk.report.status not in PUBLIC:
            raise no_such_report()
        tab = request.values.get("tab", "")
        standing = office_tab_of(desk.report.status)
        return _page(visit, tab if tab in OFFICE_TABS else standing, desk=desk, slip=slip)


def _page(visit: Visit, tab: str, *, desk: Desk | None = None, slip: Slip = CLEAN) -> str:
    body_ids = sorted(visit.asker.body_ids)
    listing = office_list(
        visit.session,
        visit.hromada.id,
        body_ids,
        tab=tab,
        page=page_number(request.args),
        now=now(),
    )
    before, after = neighbours(listing.entries, desk.report.number) if desk else (None, None)
    return render_template(
        "office/desk.html",
        hromada=visit.hromada,
        asker=visit.asker,
        listing=listing,
        tabs=tab_links(listing, "office.queue", visit.hromada.slug, OFFICE_TABS),
        desk=desk,
        before=before,
        after=after,
        nearby=alike(visit, desk) if desk else (),
        open=open_actions(Status(desk.report.status), OFFICER) if desk else (),
        slip=slip,
        unsolved_words=UNSOLVED_WORDS,
        now=now(),
    )
