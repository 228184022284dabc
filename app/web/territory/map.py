"""The home page and a hromada's map, its list and its filters."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.roles import Permission
from app.inputs.directory import HromadaSearch, parse_search
from app.inputs.filters import REFUSED, Filters, read_filters
from app.queries.reports.list import NONE_LISTED, ReportList, reports_listed
from app.queries.reports.map_choices import choices_of, served_hromadas
from app.queries.territory.addresses import LIKE_ENOUGH, AddressMatch, addresses_like
from app.queries.territory.directory import (
    Directory,
    HromadaMatch,
    PlaceMatch,
    hromadas_at,
    places_anywhere,
    places_in,
)
from app.security.request_context import (
    HromadaContext,
    current_user,
    database,
    reading_in,
    requires,
)
from app.texts.translate import gettext
from app.web.territory.map_views import neighbouring_views, opening_view
from gis.map.clusters import Bands
from gis.pictures.hromada_outlines import outlines

bp = Blueprint("places", __name__)

MOST_HROMADAS = 60
MOST_OTHERS = 12
MOST_ADDRESSES = 8
MOST_SPOTS = 3


@bp.get("/")
@requires(Permission.SEE)
def home() -> ResponseReturnValue:
    """Show the hromadas served here, or those found by name, code, position or address."""
    search = parse_search(request.args.get("q", ""))
    with database().reading() as session:
        user = current_user(session)
        found = _found(session, search) if search.text else None
        served = found.served if found else served_hromadas(session, most=MOST_HROMADAS)
        drawing = outlines(session.connection(), [one.katottg for one in served])
    return render_template(
        "places/home.html",
        served=served,
        found=found,
        words=search.text,
        position=search.position,
        drawing=drawing,
        user=user,
        here="home",
    )


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


class Found(NamedTuple):
    """Results of a search: hromadas served here, other known ones, addresses."""

    served: Sequence[HromadaMatch]
    others: Sequence[HromadaMatch]
    addresses: Sequence[PlaceMatch]


def _found(session: Session, search: HromadaSearch) -> Found:
    if search.position:
        return _split(hromadas_at(session, search.point) if search.point else (), ())
    directory = Directory(session)
    named = directory.named(search.text, most=MOST_HROMADAS)
    at_place = directory.named(search.place, most=MOST_OTHERS) if search.address else ()
    addresses = places_in(session, at_place, search.address, most=MOST_ADDRESSES)
    if not addresses:
        addresses = places_anywhere(session, search.text, most=MOST_ADDRESSES)
    return _split(named or at_place[:1], addresses)


def _split(named: Sequence[HromadaMatch], addresses: Sequence[PlaceMatch]) -> Found:
    served = [one for one in named if one.served]
    others = [one for one in named if not one.served]
    return Found(served, others[:MOST_OTHERS], addresses)


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
        context.session, filters=filters.report_filter, box=filters.box, after=filters.after
    )


def _variables(context: HromadaContext, filters: Filters) -> dict[str, Any]:
    choices = choices_of(context.session)
    view = opening_view(context.hromada, filters.box)
    return {
        "user": context.user,
        "hromada": context.hromada,
        "filters": filters,
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
