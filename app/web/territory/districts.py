"""The coordinator's page of districts: what is said of each, and the outline made of them."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Conflict, Rejected
from app.domain.roles import Permission
from app.errors import status_of
from app.inputs.directory_forms import DISTRICT_KINDS, parse_district
from app.operations.territory.districts import change_district, district_of, district_values
from app.operations.territory.outline_drafts import draft_outline
from app.queries.casework.coordination import districts_of
from app.queries.territory.fingerprints import fingerprint
from app.security.request_context import now, reading_in, requires
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, refused_form
from app.web.casework.editing import editing_in, upload_url
from app.web.urls import numbered

bp = Blueprint("districts", __name__)

BASE = "/<slug>/coordination/districts"
ONE = f"{BASE}/{numbered('district_id')}"


@bp.get(BASE)
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show the districts."""
    return _page(slug, None)


@bp.get(ONE)
@requires(Permission.COORDINATE)
def one(slug: str, district_id: int) -> ResponseReturnValue:
    """Show one district beside the table."""
    return _page(slug, district_id)


@bp.post(f"{ONE}/change")
@requires(Permission.COORDINATE)
def change(slug: str, district_id: int) -> ResponseReturnValue:
    """Change what is said of a district, from today on."""
    try:
        with editing_in(slug) as context:
            change_district(context.session, district_id, parse_district(request.form), now=now())
    except (Rejected, Conflict) as error:
        form = refused_form("district", error, otherwise="seen")
        return _page(slug, district_id, form), status_of(error)
    flash(gettext("Saved. The change counts from today."), "success")
    return redirect(url_for("districts.one", slug=slug, district_id=district_id), 303)


@bp.post(f"{BASE}/outline")
@requires(Permission.COORDINATE)
def make_outline(slug: str) -> ResponseReturnValue:
    """Save the union of the districts as a draft of the hromada's outline."""
    try:
        with editing_in(slug) as context:
            draft_id = draft_outline(
                context.session,
                title=gettext("Outline of the hromada made of its districts"),
                account_id=context.user.account_id,
                now=now(),
            )
    except Rejected as error:
        return _page(slug, None, refused_form("outline", error, otherwise="outline")), 422
    return redirect(url_for("boundary_drafts.difference", slug=slug, draft_id=draft_id), 303)


def _page(slug: str, district_id: int | None, slip: RefusedForm = CLEAN) -> str:
    with reading_in(slug) as context:
        values = None
        if district_id is not None:
            values = district_values(district_of(context.session, district_id))
        return coordination_page(
            context,
            "districts",
            part="districts",
            slip=slip,
            rows=districts_of(context.session, now=now()),
            chosen=district_id,
            was=values,
            seen=fingerprint(*values.values()) if values else "",
            district_kinds=DISTRICT_KINDS,
            upload=upload_url(slug, "districts"),
        )
