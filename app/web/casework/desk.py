"""The desk that moderators and officers share: lists, the chosen case, decisions about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.adapters.images import check_photo
from app.domain.errors import Conflict, DomainError, Message, Rejected, WrongState
from app.domain.lifecycle import open_actions
from app.domain.roles import Role
from app.domain.statuses import Status
from app.errors import faults_said, said
from app.inputs.casework import checked_photos, chosen_tab, next_number, page_number, seen_event
from app.inputs.text import clean_words
from app.operations.casework.staff_commands import StaffCommand
from app.operations.reports.events import Actor
from app.queries.casework.queues import COUNT_UPTO, QueuePage
from app.security.request_context import HromadaContext, now, reading_in, writing_in
from app.texts.translate import gettext
from app.web.casework.case import CaseFile, alike, case_file, neighbours
from app.web.reports.photos import forget_photos, keep_photos, sent_photos

Form = Mapping[str, str]
Keys = tuple[str, ...]
# Decides as the form says about the command's report; a desk may have commands of its own.
DeskAction = Callable[[Session, Any, Form, Keys], object]
UNROUTED = Message("№ %(number)s is published. Choose the body that answers.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What makes a desk one role's; ``name`` is of its blueprint and its template.

    ``standing`` names the tab of a case, or raises NotFound where it is not for this desk.
    After the decisions of ``stays`` the same report stays on the desk; ``follows`` leads then to
    the tab where it stands now.
    """

    name: str
    role: Role
    tabs: tuple[str, ...]
    deeds: Mapping[str, DeskAction]
    done: Mapping[str, Message]
    stays: frozenset[str]
    listing: Callable[[HromadaContext, str, int], QueuePage]
    standing: Callable[[HromadaContext, CaseFile], str]
    words: Callable[[CaseFile | None], Mapping[str, object]]
    command: Callable[[HromadaContext, StaffCommand], StaffCommand] = lambda _, command: command
    photos: frozenset[str] = frozenset()
    follows: bool = False


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """What was wrong with a form, what it held, and which decision it was for."""

    decision: str
    errors: Mapping[str, str]
    typed: Mapping[str, str]


CLEAN = RefusedForm("", {}, {})


def show_queue(desk: Desk, slug: str) -> str:
    """Return the list of the tab that was asked for."""
    with reading_in(slug) as context:
        return _page(desk, context, chosen_tab(request.args, desk.tabs))


def show_case(desk: Desk, slug: str, number: int, slip: RefusedForm = CLEAN) -> str:
    """Return one case beside the list, with what was typed wrongly marked."""
    with reading_in(slug) as context:
        file = case_file(context, number)
        standing = desk.standing(context, file)
        tab = request.values.get("tab", "")
        return _page(desk, context, tab if tab in desk.tabs else standing, file=file, slip=slip)


def take_decision(desk: Desk, slug: str, number: int, decision: str) -> ResponseReturnValue:
    """Take a decision; photos are kept first and forgotten again if it is refused.

    One that comes too late is told what happened meanwhile.
    """
    keys: Keys = ()
    try:
        if decision in desk.photos:
            keys = keep_photos(checked_photos(sent_photos(), check_photo))
        with writing_in(slug) as context:
            command = desk.command(context, staff_command(context, number, desk.role))
            outcome = desk.deeds[decision](context.session, command, request.form, keys)
    except DomainError as error:
        forget_photos(keys)
        if isinstance(error, Rejected):
            return show_case(desk, slug, number, refused_form(decision, error)), 422
        if isinstance(error, WrongState | Conflict):
            return meanwhile(slug, number, error, back=desk.name)
        raise
    return _go_on(desk, slug, number, decision, unrouted=outcome is Status.PUBLISHED)


def _go_on(
    desk: Desk, slug: str, number: int, decision: str, *, unrouted: bool
) -> ResponseReturnValue:
    """Open the next report of the list, or the same one where it is not done with yet."""
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
        nearby=alike(context, file) if file else (),
        open=open_actions(Status(file.report.status), roles) if file else (),
        slip=slip,
        now=now(),
        **desk.words(file),
    )


def staff_command(context: HromadaContext, number: int, role: Role) -> StaffCommand:
    """Return the asker's turn at the report, in the capacity that the page is for."""
    actor = Actor(role, context.user.account_id)
    return StaffCommand(number, actor, now(), seen=seen_event(request.form))


def refused_form(decision: str, error: Rejected) -> RefusedForm:
    """Return what was wrong, to be shown in the form that was sent."""
    return RefusedForm(decision, faults_said(error, otherwise=""), request.form)


def meanwhile(slug: str, number: int, error: DomainError, *, back: str) -> ResponseReturnValue:
    """Say what happened to the report while this person decided; ``back`` is an endpoint.

    Their words are shown to be copied: no browser keeps a page of somebody who is signed in.
    """
    with reading_in(slug) as context:
        desk = case_file(context, number)
        page = render_template(
            "casework/meanwhile.html",
            hromada=context.hromada,
            user=context.user,
            desk=desk,
            lines=desk.lines[-3:],
            message=said(error),
            typed=clean_words(request.form.get("words", "")),
            photos=any(file.filename for file in request.files.getlist("photos")),
            again=url_for(f"{back}.case", slug=slug, number=number),
            others=url_for(f"{back}.queue", slug=slug),
        )
    return page, 409


def tab_links(
    listing: QueuePage, endpoint: str, slug: str, tabs: tuple[str, ...]
) -> list[dict[str, object]]:
    """Return each tab's name, address and number, for the template."""
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
