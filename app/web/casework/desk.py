"""The desk of moderators and officers: lists, the chosen case, decisions about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.adapters.images import check_photo
from app.domain.errors import Conflict, DomainError, Message, Rejected, WrongState
from app.domain.lifecycle import open_actions
from app.domain.personal_data.decisions import passages_of, plain
from app.domain.roles import Role
from app.domain.statuses import Status
from app.errors import error_text, field_errors
from app.inputs.casework import checked_photos, chosen_tab, next_number, page_number, seen_event
from app.inputs.text import clean_text
from app.operations.casework.staff_commands import StaffCommand
from app.operations.reports.events import Actor
from app.queries.casework.queues import COUNT_UPTO, QueuePage
from app.security.request_context import HromadaContext, now, reading_in, writing_in
from app.texts.translate import gettext
from app.web.casework.case import (
    CaseFile,
    case_file,
    neighbours,
    personal_counts,
    similar_reports,
)
from app.web.reports.photos import forget_photos, keep_photos, sent_photos

Form = Mapping[str, str]
Keys = tuple[str, ...]
# Takes the decision of the form about the command's report; a desk may have its own commands.
DeskAction = Callable[[Session, Any, Form, Keys], object]
UNROUTED = Message("№ %(number)s is published. Choose the body that answers.")


@dataclass(frozen=True, slots=True)
class Desk:
    """How the desk of one role differs; ``name`` is that of its blueprint and its template.

    ``standing`` returns the tab of a case, or raises NotFound where it is not for this desk.
    After the decisions of ``stays`` the same report stays open; with ``follows`` in the tab where
    it is now.
    """

    name: str
    role: Role
    tabs: tuple[str, ...]
    actions: Mapping[str, DeskAction]
    done: Mapping[str, Message]
    stays: frozenset[str]
    listing: Callable[[HromadaContext, str, int], QueuePage]
    standing: Callable[[HromadaContext, CaseFile], str]
    variables: Callable[[CaseFile | None], Mapping[str, object]]
    command: Callable[[HromadaContext, StaffCommand], StaffCommand] = lambda _, command: command
    photos: frozenset[str] = frozenset()
    follows: bool = False
    # The tabs whose list tells how many personal data a report has.
    marked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """The errors of a form, its values, and the decision that it was for."""

    decision: str
    errors: Mapping[str, str]
    typed: Mapping[str, str]
    # Personal data in the typed words of which nobody has said that all may read them.
    personal: tuple[str, ...] = ()


CLEAN = RefusedForm("", {}, {})


def show_queue(desk: Desk, slug: str) -> str:
    """Return the list of the requested tab."""
    with reading_in(slug) as context:
        return _page(desk, context, chosen_tab(request.args, desk.tabs))


def show_case(desk: Desk, slug: str, number: int, slip: RefusedForm = CLEAN) -> str:
    """Return one case beside the list, with the errors of its form."""
    with reading_in(slug) as context:
        file = case_file(context, number)
        standing = desk.standing(context, file)
        tab = request.values.get("tab", "")
        return _page(desk, context, tab if tab in desk.tabs else standing, file=file, slip=slip)


def take_decision(desk: Desk, slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Take a decision; photos are stored first and deleted again if it is refused.

    One that comes too late gets the page of the conflict.
    """
    keys: Keys = ()
    try:
        if decision in desk.photos:
            keys = keep_photos(checked_photos(sent_photos(), check_photo))
        with writing_in(slug) as context:
            command = desk.command(context, staff_command(context, number, desk.role))
            outcome = desk.actions[decision](context.session, command, request.form, keys)
    except DomainError as error:
        forget_photos(keys)
        if isinstance(error, Rejected):
            return show_case(desk, slug, number, refused_form(decision, error)), 422
        if isinstance(error, WrongState | Conflict):
            return conflict_page(slug, number, error, back=desk.name)
        raise
    return _redirect_after(desk, slug, number, decision, unrouted=outcome is Status.PUBLISHED)


def _redirect_after(
    desk: Desk, slug: str, number: int, decision: str, *, unrouted: bool
) -> ResponseReturnValue:
    """Redirect to the next report of the list, or to the same one where more is to be done."""
    done = UNROUTED if unrouted else desk.done[decision]
    flash(gettext(done.text, number=number), "success")
    stays = unrouted or decision in desk.stays
    after = number if stays else next_number(request.form)
    tab = chosen_tab(request.form, desk.tabs)
    if after is None:
        return redirect(url_for(f"{desk.name}.queue", slug=slug, tab=tab), 303)
    # Without a tab the case opens in the one where it stands now.
    kept = None if unrouted or (stays and desk.follows) else tab
    return redirect(url_for(f"{desk.name}.case", slug=slug, number=after, tab=kept), 303)


def _page(
    desk: Desk,
    context: HromadaContext,
    tab: str,
    *,
    file: CaseFile | None = None,
    slip: RefusedForm = CLEAN,
) -> str:
    listing = desk.listing(context, tab, page_number(request.args))
    before, after = neighbours(listing.entries, file.report.number) if file else (None, None)
    roles = frozenset({desk.role})
    return render_template(
        f"casework/{desk.name}.html",
        hromada=context.hromada,
        user=context.user,
        listing=listing,
        tabs=tab_links(listing, f"{desk.name}.queue", context.hromada.slug, desk.tabs),
        desk=file,
        before=before,
        after=after,
        nearby=similar_reports(context, file) if file else (),
        open=open_actions(Status(file.report.status), roles) if file else (),
        slip=slip,
        now=now(),
        personal=personal_counts(context, listing.entries) if tab in desk.marked else {},
        **desk.variables(file),
    )


def staff_command(context: HromadaContext, number: int, role: Role) -> StaffCommand:
    """Return the user's command about the report, in the role that the page is for."""
    actor = Actor(role, context.user.account_id)
    return StaffCommand(number, actor, now(), seen=seen_event(request.form))


def refused_form(decision: str, error: DomainError, *, otherwise: str = "") -> RefusedForm:
    """Return the errors, to be shown in the form that was sent.

    An error that names no field belongs to ``otherwise``.
    """
    errors = field_errors(error, otherwise=otherwise)
    personal = tuple(map(plain, passages_of(request.form.get("words", ""))))
    return RefusedForm(decision, errors, request.form, personal if "words" in errors else ())


def conflict_page(slug: str, number: int, error: DomainError, *, back: str) -> ResponseReturnValue:
    """Return what happened to the report meanwhile, status 409; ``back`` names a blueprint.

    The typed text is shown to be copied: browsers keep no page of a user who is signed in.
    """
    with reading_in(slug) as context:
        desk = case_file(context, number)
        page = render_template(
            "casework/meanwhile.html",
            hromada=context.hromada,
            user=context.user,
            desk=desk,
            lines=desk.lines[-3:],
            message=error_text(error),
            typed=clean_text(request.form.get("words", "")),
            photos=any(file.filename for file in request.files.getlist("photos")),
            again=url_for(f"{back}.case", slug=slug, number=number),
            others=url_for(f"{back}.queue", slug=slug),
        )
    return page, 409


def tab_links(
    listing: QueuePage, endpoint: str, slug: str, tabs: tuple[str, ...]
) -> list[dict[str, object]]:
    """Return the name, URL and count of each tab, for the template."""
    return [
        {
            "tab": tab,
            "href": url_for(endpoint, slug=slug, tab=tab),
            "count": _count(listing.counts.get(tab, 0)),
        }
        for tab in tabs
    ]


def _count(number: int) -> str:
    return f"{COUNT_UPTO}+" if number > COUNT_UPTO else str(number or "")
