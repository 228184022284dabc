"""The coordinator's page of categories: a tree with search, and one form."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.categories import FLAGS
from app.domain.deadlines import KYIV
from app.domain.errors import Conflict, NotFound, Rejected, WrongState
from app.domain.group_icons import group_icon
from app.domain.roles import Permission
from app.errors import error_text, status_of
from app.inputs.kind_forms import DAY_H, parse_group, parse_kind
from app.operations.terms import terms_of
from app.operations.territory.kinds import add_kind, change_kind, move_kind, withdraw_change
from app.queries.casework.case import body_choices
from app.queries.territory.kinds import (
    KindGroup,
    KindRow,
    kind_groups,
    matching_groups,
    planned_changes,
    unfinished_reports,
)
from app.queries.traces import names_by_id
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, refused_form
from app.web.casework.editing import editing_in, upload_url
from app.web.casework.journal import values_in_words
from app.web.urls import numbered

bp = Blueprint("kinds", __name__)

BASE = "/<slug>/coordination/categories"
ONE = f"{BASE}/{numbered('kind_id')}"
_LONGEST_SEARCH = 100


@bp.get(BASE)
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show the groups and categories, and a form for a new one."""
    return _page(slug, None)


@bp.get(ONE)
@requires(Permission.COORDINATE)
def one(slug: str, kind_id: int) -> ResponseReturnValue:
    """Show one category or group beside the tree."""
    return _page(slug, kind_id)


@bp.post(f"{BASE}/add")
@requires(Permission.COORDINATE)
def add(slug: str) -> ResponseReturnValue:
    """Add a category, or a group."""
    try:
        with editing_in(slug) as context:
            kind_id = add_kind(context.session, _parsed(group="group" in request.args))
    except Rejected as error:
        return _page(slug, None, refused_form("kind", error)), 422
    flash(gettext("It is added."), "success")
    return redirect(url_for("kinds.one", slug=slug, kind_id=kind_id), 303)


@bp.post(f"{ONE}/change")
@requires(Permission.COORDINATE)
def change(slug: str, kind_id: int) -> ResponseReturnValue:
    """Change a category or a group, from the chosen day on."""
    try:
        change = _parsed(group="group" in request.args)
        with editing_in(slug) as context:
            account_id = context.user.account_id
            change_kind(context.session, kind_id, change, account_id=account_id, now=now())
    except (Rejected, Conflict) as error:
        form = refused_form("kind", error, otherwise="seen")
        return _page(slug, kind_id, form), status_of(error)
    later = change.starts_at is not None and change.starts_at > now()
    saved = gettext("Saved. The change waits for its day.")
    flash(saved if later else gettext("Saved. The change counts from today."), "success")
    return redirect(url_for("kinds.one", slug=slug, kind_id=kind_id), 303)


@bp.post(f"{ONE}/move")
@requires(Permission.COORDINATE)
def move(slug: str, kind_id: int) -> ResponseReturnValue:
    """Move a category one place up or down in its group, or a group among the groups."""
    with editing_in(slug) as context:
        move_kind(context.session, kind_id, up="up" in request.form)
    return redirect(url_for("kinds.one", slug=slug, kind_id=kind_id), 303)


@bp.post(f"{BASE}/planned/{numbered('change_id')}/withdraw")
@requires(Permission.COORDINATE)
def withdraw(slug: str, change_id: int) -> ResponseReturnValue:
    """Withdraw a planned change."""
    try:
        with editing_in(slug) as context:
            kind_id = withdraw_change(context.session, change_id, now=now())
    except WrongState as error:
        flash(error_text(error), "warning")
        return redirect(url_for("kinds.page", slug=slug), 303)
    flash(gettext("The planned change is withdrawn."), "success")
    return redirect(url_for("kinds.one", slug=slug, kind_id=kind_id), 303)


def _parsed(*, group: bool) -> Any:  # noqa: ANN401 - KindChange, of an operation's module
    return parse_group(request.form) if group else parse_kind(request.form)


def _page(slug: str, kind_id: int | None, slip: RefusedForm = CLEAN) -> str:
    words = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    with reading_in(slug) as context:
        groups = kind_groups(context.session)
        chosen = _chosen(groups, kind_id) if kind_id else None
        return coordination_page(
            context,
            "categories",
            part="categories",
            slip=slip,
            groups=matching_groups(groups, words) if words else groups,
            all_groups=groups,
            query=words,
            chosen=chosen,
            adding=_adding(slip) if chosen is None else "",
            flags=FLAGS,
            bodies=body_choices(context.session),
            terms=terms_of(context.session, now=now()),
            today=now().astimezone(KYIV).date(),
            day_h=DAY_H,
            upload=upload_url(slug, "categories"),
            group_icon=group_icon,
            **_around(context, chosen),
        )


def _around(context: HromadaContext, chosen: KindRow | None) -> dict[str, object]:
    """Return what else is known of the chosen category."""
    if chosen is None:
        return {"planned": (), "unfinished": 0}
    names = names_by_id(context.session)
    planned = [
        (change, values_in_words(change.values, names))
        for change in planned_changes(context.session, chosen.id)
    ]
    return {"planned": planned, "unfinished": unfinished_reports(context.session, chosen.id)}


def _adding(slip: RefusedForm) -> str:
    if "group" in request.args:
        return "group"
    return "leaf" if "new" in request.args or slip.decision else ""


def _chosen(groups: Sequence[KindGroup], kind_id: int) -> KindRow:
    rows = (row for group in groups for row in (group.row, *group.leaves))
    chosen = next((row for row in rows if row.id == kind_id), None)
    if chosen is None:
        raise NotFound("There is no such category in this hromada.")
    return chosen
