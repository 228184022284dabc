"""A hromada's map, its list and its filters."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.roles import Permission
from app.inputs.filters import REFUSED, Filters, read_filters
from app.queries.reports.list import NONE_LISTED, ReportList, reports_listed
from app.queries.reports.map_choices import choices_of
from app.queries.territory.addresses import LIKE_ENOUGH, AddressMatch, addresses_like
from app.security.request_context import HromadaContext, reading_in, requires
from app.texts.translate import gettext
from app.web.territory.map_views import WHOLE_PAGE, neighbouring_views, opening_view
from gis.map.clusters import Bands

bp = Blueprint("places", __name__)

MOST_SPOTS = 3


@bp.get("/<slug>/")
@requires(Permission.SEE)
def city(slug: str) -> ResponseReturnValue:
    """Show the hromada's map and list."""
    return _page(slug, "places/map.html", here="map")


@bp.get("/<slug>/list")
@requires(Permission.SEE)
def listing(slug: str) -> ResponseReturnValue:
    """Show the list alone; with ``part``, only the fragment beside the map."""
    part = bool(request.args.get("part"))
    return _page(slug, "places/_list.html" if part else "places/list.html", here="list")


@bp.get("/favicon.ico")
@requires(Permission.SEE)
def favicon() -> ResponseReturnValue:
    """Redirect old browsers to the icon."""
    return redirect(url_for("static", filename="img/favicon.svg"), 301)


def _page(slug: str, template: str, *, here: str) -> ResponseReturnValue:
    filters, refused = read_filters(request.args)
    faults = {name: gettext(fault) for name, fault in refused.items()}
    with reading_in(slug) as context:
        # Wrong filters show nothing rather than a part: here as in the map's tiles.
        listing = NONE_LISTED if faults else _listed(context, filters)
        variables = _variables(context, filters) | {"listing": listing, "here": here}
        variables |= {"faults": faults, "refusal": gettext(REFUSED) if faults else ""}
    response = make_response(render_template(template, **variables), 422 if faults else 200)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _listed(context: HromadaContext, filters: Filters) -> ReportList:
    return reports_listed(
        context.session,
        filters=filters.unfinished_first.report_filter,
        box=filters.box,
        after=filters.after,
    )


def _variables(context: HromadaContext, filters: Filters) -> dict[str, Any]:
    choices = choices_of(context.session)
    view = opening_view(context.hromada, filters.box, WHOLE_PAGE)
    return {
        "user": context.user,
        "hromada": context.hromada,
        "filters": filters,
        "shown": filters.unfinished_first,
        "choices": choices,
        "unknown": choices.unknown(filters.pairs()),
        "spots": _spots(context, filters),
        "bands": Bands.around(context.hromada.zoom),
        "view": view,
        "views": neighbouring_views(view),
    }


def _spots(context: HromadaContext, filters: Filters) -> Sequence[AddressMatch]:
    """Return the addresses that the search text may mean, for the map to go there."""
    if not filters.words or filters.after:
        return ()
    found = addresses_like(context.session, filters.words)
    return [one for one in found if one.likeness >= LIKE_ENOUGH][:MOST_SPOTS]
