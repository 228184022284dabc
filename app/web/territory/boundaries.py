"""Changes of boundaries: what there is, and those drawn on the map."""

from pathlib import Path
from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected, Unavailable
from app.domain.roles import Permission
from app.errors import field_errors, refused_page
from app.inputs.boundaries import parse_drawn
from app.operations.importing.files.outcome import ImportRefused
from app.operations.importing.files.sources import refusing
from app.operations.territory.drafting import DraftRequest, draft_drawn
from app.queries.casework.case import body_choices
from app.queries.territory.drafts import AREAS, DISTRICTS, drafts_of
from app.queries.territory.history import shapes_in_force, versions_of
from app.queries.territory.kinds import kind_groups
from app.security.compression import uncompressed
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.services import services
from app.web.casework.coordination import coordination_page
from app.web.territory.refused_drawings import drawing_refusal

bp = Blueprint("boundaries", __name__)

_CLEAN: dict[str, str] = {}


@bp.get("/<slug>/coordination/boundaries")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show how boundaries may be changed, and every change so far."""
    return _page(slug, "boundaries")


@bp.get("/<slug>/coordination/boundaries/draw")
@requires(Permission.COORDINATE)
def draw(slug: str) -> ResponseReturnValue:
    """Show the map on which an area or a district is drawn or edited."""
    return _page(slug, "boundary_draw")


@bp.get("/<slug>/coordination/boundaries/shapes.geojson")
@requires(Permission.COORDINATE)
def shapes(slug: str) -> ResponseReturnValue:
    """Return the areas or districts in force as GeoJSON, with every vertex."""
    with reading_in(slug) as context:
        found = shapes_in_force(context.session, _kind(), at=now())
    return jsonify(found)


@bp.post("/<slug>/coordination/boundaries/drawn")
@requires(Permission.COORDINATE)
def send_drawn(slug: str) -> ResponseReturnValue:
    """Save a drawn polygon as a draft and redirect to what it would change."""
    try:
        kind, drawn = parse_drawn(request.form, request.form.getlist("categories"))
        with refusing(Path("drawn.geojson")):
            file = services().files.drawn(drawn.geometry)
        with writing_in(slug) as context:
            draft_request = DraftRequest(kind, drawn.code, account_id=context.user.account_id)
            draft_id = draft_drawn(context.session, drawn, draft_request, file=file, now=now())
    except (Rejected, Unavailable) as error:
        page = _page(slug, "boundary_draw", field_errors(error, otherwise="geometry"))
        return refused_page(page, error)
    except ImportRefused as refused:
        return _page(slug, "boundary_draw", {"geometry": drawing_refusal(refused)}), 422
    return redirect(url_for("boundary_drafts.difference", slug=slug, draft_id=draft_id), 303)


def _kind() -> str:
    return DISTRICTS if request.values.get("kind") == DISTRICTS else AREAS


def _page(slug: str, template: str, faults: dict[str, str] = _CLEAN) -> str:
    with reading_in(slug) as context:
        variables = _listed(context) if template == "boundaries" else _drawable(context)
        return coordination_page(
            context, template, part="boundaries", faults=faults, typed=request.values, **variables
        )


def _listed(context: HromadaContext) -> dict[str, Any]:
    uncompressed()  # it shows people's addresses
    session = context.session
    return {"drafts": drafts_of(session), "versions": versions_of(session)}


def _drawable(context: HromadaContext) -> dict[str, Any]:
    session, kind = context.session, _kind()
    found = shapes_in_force(session, kind, at=now())
    return {
        "kind": kind,
        "known": [f["properties"] for f in found["features"] if f["properties"]["code"]],
        "bodies": body_choices(session),
        "groups": [group for group in kind_groups(session) if group.leaves],
        "chosen": request.values.getlist("categories"),
    }
