"""The coordinator's page of areas of responsibility: a list by body, and a form.

The form makes a draft: its difference is seen, and applied from a day on, as that of any other.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from shapely.geometry import mapping

from app.domain.errors import Conflict, Rejected, Unavailable
from app.domain.roles import Permission
from app.errors import refused_page, status_of
from app.inputs.area_forms import PRIORITIES, parse_area
from app.operations.territory.area_drafts import area_of, draft_area, draft_ending, newest_of
from app.queries.casework.case import body_choices
from app.queries.casework.coordination import areas_of, districts_of
from app.queries.territory.areas_in_force import areas_in_force
from app.queries.territory.drafts import AREAS
from app.queries.territory.history import shapes_in_force
from app.queries.territory.kinds import kind_groups
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.services import services
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, refused_form
from app.web.casework.editing import editing_in, upload_url
from app.web.urls import numbered

bp = Blueprint("areas", __name__)

BASE = "/<slug>/coordination/areas"
ONE = f"{BASE}/{numbered('area_id')}"


@bp.get(BASE)
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show the areas by body."""
    with reading_in(slug) as context:
        rows = areas_of(context.session, now=now())
        return coordination_page(
            context, "areas", part="areas", rows=rows, upload=upload_url(slug, "areas")
        )


@bp.get(f"{BASE}/new")
@requires(Permission.COORDINATE)
def new(slug: str) -> ResponseReturnValue:
    """Show the form of a new area."""
    return _form_page(slug, None)


@bp.get(ONE)
@requires(Permission.COORDINATE)
def one(slug: str, area_id: int) -> ResponseReturnValue:
    """Show the form of an area in force."""
    return _form_page(slug, area_id)


@bp.get(f"{BASE}/shapes.geojson")
@requires(Permission.COORDINATE)
def shapes(slug: str) -> ResponseReturnValue:
    """Return what an area can be made of: the districts and the areas in force, by id."""
    with reading_in(slug) as context:
        areas = areas_in_force(context.session, at=now())
        features = [_feature("areas", each.id, mapping(each.shape)) for each in areas]
        found = shapes_in_force(context.session, "districts", at=now())
        known = {each.code: each.id for each in districts_of(context.session, now=now())}
        features += [
            _feature("districts", known[one["properties"]["code"]], one["geometry"])
            for one in found["features"]
            if one["properties"]["code"] in known
        ]
    return jsonify({"type": "FeatureCollection", "features": features})


@bp.post(f"{BASE}/draft")
@requires(Permission.COORDINATE)
def draft(slug: str) -> ResponseReturnValue:
    """Save a new area as a draft and redirect to what it would change."""
    return _draft(slug, None)


@bp.post(f"{ONE}/draft")
@requires(Permission.COORDINATE)
def draft_change(slug: str, area_id: int) -> ResponseReturnValue:
    """Save a new version of an area as a draft and redirect to what it would change."""
    return _draft(slug, area_id)


@bp.post(f"{ONE}/end")
@requires(Permission.COORDINATE)
def end(slug: str, area_id: int) -> ResponseReturnValue:
    """Save the end of an area as a draft and redirect to what it leaves uncovered."""
    with editing_in(slug) as context:
        area = area_of(areas_in_force(context.session, at=now()), area_id)
        draft_id = draft_ending(
            context.session,
            area_id,
            title=gettext("End of the area: %(name)s", name=area.name_uk),
            account_id=context.user.account_id,
            now=now(),
        )
    return redirect(url_for("boundary_drafts.difference", slug=slug, draft_id=draft_id), 303)


def _draft(slug: str, area_id: int | None) -> ResponseReturnValue:
    try:
        wanted = parse_area(request.form, services().files.zone)
        with editing_in(slug) as context:
            account_id = context.user.account_id
            draft_id = draft_area(
                context.session, wanted, area_id=area_id, account_id=account_id, now=now()
            )
    except Conflict as error:
        form = refused_form("area", error, otherwise="seen")
        return _form_page(slug, area_id, form), status_of(error)
    except (Rejected, Unavailable) as error:
        form = refused_form("area", error, otherwise="extent")
        return refused_page(_form_page(slug, area_id, form), error)
    return redirect(url_for("boundary_drafts.difference", slug=slug, draft_id=draft_id), 303)


def _form_page(slug: str, area_id: int | None, slip: RefusedForm = CLEAN) -> str:
    with reading_in(slug) as context:
        session = context.session
        known = areas_in_force(session, at=now())
        area = newest_of(session, known, area_id) if area_id else None
        return coordination_page(
            context,
            "area_form",
            part="areas",
            slip=slip,
            area=area,
            others=[each for each in known if area is None or each.id != area.id],
            groups=[group for group in kind_groups(session) if group.leaves],
            bodies=body_choices(session),
            priorities=PRIORITIES,
            kind=AREAS,
            **_chosen(context, area, slip),
        )


def _chosen(context: HromadaContext, area: Any, slip: RefusedForm) -> Mapping[str, object]:  # noqa: ANN401
    """Return what is ticked: as it was sent, else as the area has it."""
    sent = slip.decision == "area"
    categories = {str(each) for each in (area.category_ids if area else ())}
    return {
        "categories": set(request.form.getlist("categories")) if sent else categories,
        "picked": {name: set(request.form.getlist(name)) for name in ("districts", "areas")},
        "extent": slip.typed.get("extent", "parts") if sent else ("same" if area else "parts"),
        "districts": [
            each
            for each in districts_of(context.session, now=now())
            if each.valid_to is None or each.valid_to > now()
        ],
    }


def _feature(of: str, feature_id: int, geometry: object) -> dict[str, object]:
    properties = {"of": of, "id": feature_id, "kind": "area"}
    return {"type": "Feature", "properties": properties, "geometry": geometry}
