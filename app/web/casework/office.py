"""The office: an officer sees the reports of their bodies by deadline, and answers them."""

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.adapters.images import check_photo
from app.domain.errors import Conflict, DomainError, Rejected, WrongState
from app.domain.lifecycle import PUBLIC, Status, open_actions
from app.domain.moderation import UnsolvedReason
from app.domain.roles import Permission, Role
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
from app.operations.casework.office import (
    OfficerCommand,
    accept_report,
    add_public_note,
    answer_solved,
    answer_unsolved,
    forward_to_body,
    plan_work,
    start_work,
)
from app.queries.casework.queues import OFFICE_TABS, office_list, office_tab_of
from app.queries.reports.page import no_such_report
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
from app.web.casework.texts import UNSOLVED_WORDS, said_of
from app.web.reports.page import NUMBER
from app.web.reports.photos import forget_photos, keep_photos, sent_photos

bp = Blueprint("office", __name__)

Form = Mapping[str, str]
Keys = tuple[str, ...]
OFFICER = frozenset({Role.OFFICER})


def _refuse(session: Session, command: OfficerCommand, form: Form, _keys: Keys) -> None:
    reason = chosen_reason(form, UnsolvedReason)
    answer_unsolved(
        session, command, reason, answer=said_of(UNSOLVED_WORDS[reason], answer_words(form))
    )


ANSWERS: Mapping[str, Callable[[Session, OfficerCommand, Form, Keys], None]] = {
    "accept": lambda s, command, form, keys: accept_report(s, command),
    "forward": lambda s, command, form, keys: forward_to_body(
        s, command, chosen_body(form), reason=answer_words(form)
    ),
    "start": lambda s, command, form, keys: start_work(s, command, note=added_words(form)),
    "solve": lambda s, command, form, keys: answer_solved(
        s, command, answer=answer_words(form), photos=keys
    ),
    "refuse": _refuse,
    "plan": lambda s, command, form, keys: plan_work(
        s, command, planned_day(form), answer=answer_words(form)
    ),
    "note": lambda s, command, form, keys: add_public_note(s, command, answer_words(form)),
}
# Answers after which the same report stays on the desk.
_STAYS = frozenset({"accept", "start", "note"})


@bp.get("/<slug>/office")
@requires(Permission.ANSWER)
def queue(slug: str) -> ResponseReturnValue:
    """Show what the officer's bodies have to do, the nearest deadline first."""
    tab = chosen_tab(request.args, OFFICE_TABS)
    with reading_in(slug) as context:
        return _page(context, tab)


@bp.get(f"/<slug>/office/{NUMBER}")
@requires(Permission.ANSWER)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Show one report with what the officer may answer, beside the list."""
    return _case(slug, number, CLEAN)


@bp.post(f"/<slug>/office/{NUMBER}/<any({', '.join(ANSWERS)}):decision>")
@requires(Permission.ANSWER)
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
            return _case(slug, number, refused_form(decision, error)), 422
        if isinstance(error, WrongState | Conflict):
            return meanwhile(slug, number, error, back="office")
        raise
    return _go_on(slug, number, decision)


def _take(slug: str, number: int, decision: str, keys: Keys) -> None:
    with writing_in(slug) as context:
        command = staff_command(context, number, Role.OFFICER)
        mine = OfficerCommand(
            command.number, command.actor, command.now, command.seen, body_ids=context.user.body_ids
        )
        ANSWERS[decision](context.session, mine, request.form, keys)


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


def _case(slug: str, number: int, slip: RefusedForm) -> str:
    with reading_in(slug) as context:
        desk = desk_of(context, number)
        if desk.case.body_id not in context.user.body_ids or desk.report.status not in PUBLIC:
            raise no_such_report()
        tab = request.values.get("tab", "")
        standing = office_tab_of(desk.report.status)
        return _page(context, tab if tab in OFFICE_TABS else standing, desk=desk, slip=slip)


def _page(
    context: HromadaContext, tab: str, *, desk: Desk | None = None, slip: RefusedForm = CLEAN
) -> str:
    body_ids = sorted(context.user.body_ids)
    listing = office_list(
        context.session,
        context.hromada.id,
        body_ids,
        tab=tab,
        page=page_number(request.args),
        now=now(),
    )
    before, after = neighbours(listing.entries, desk.report.number) if desk else (None, None)
    return render_template(
        "office/desk.html",
        hromada=context.hromada,
        user=context.user,
        listing=listing,
        tabs=tab_links(listing, "office.queue", context.hromada.slug, OFFICE_TABS),
        desk=desk,
        before=before,
        after=after,
        nearby=alike(context, desk) if desk else (),
        open=open_actions(Status(desk.report.status), OFFICER) if desk else (),
        slip=slip,
        unsolved_words=UNSOLVED_WORDS,
        now=now(),
    )
