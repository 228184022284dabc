"""What somebody means in the box for addresses: an address, a place's name, coordinates, a link."""

from dataclasses import replace

from app.domain.errors import Rejected
from app.domain.names import NO_NAME
from app.inputs.map_view import Whereabouts
from app.inputs.typed_points import typed_point
from app.operations.placing import check_inside
from app.queries.territory.addresses import AddressMatch, address_at, only_match, places_like
from app.security.request_context import HromadaContext, now
from gis.geometry import Point


def places_meant(context: HromadaContext, raw: str) -> tuple[AddressMatch, ...]:
    """Return what the words may mean; nothing for a point outside of the hromada."""
    point = typed_point(raw)
    if point is None:
        return places_like(context.session, raw)
    try:
        check_inside(context.session, point, now=now())
    except Rejected:
        return ()
    label = address_at(context.session, point) or f"{point.lat:.5f}, {point.lon:.5f}"
    return (AddressMatch(label, NO_NAME, point.lon, point.lat),)


def found_by_address(
    context: HromadaContext, known: Whereabouts
) -> tuple[Whereabouts, tuple[AddressMatch, ...]]:
    """Use the point of the only match; else return those to choose from."""
    found = places_meant(context, known.address)
    meant = found[0] if found and typed_point(known.address) else only_match(found, known.address)
    if meant is None:
        return replace(known, point=None), found
    view = replace(known.view, lon=meant.lon, lat=meant.lat, zoom=max(known.view.zoom, 16.0))
    return replace(known, point=Point(meant.lon, meant.lat), view=view), ()
