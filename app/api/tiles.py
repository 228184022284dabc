"""The map's data for browsers: vector tiles, clusters as GeoJSON, the map as a picture."""

import gzip
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.domain.roles import Permission
from app.inputs.filters import parse_filters
from app.queries.territory.country import country_tile_of
from app.queries.territory.first_page import served_outlines
from app.security.request_context import database, reading_in, requires
from app.texts.languages import chosen_language
from gis.map.clusters import Bands, clusters_within, query_version, report_tile
from gis.map.stored_counts import map_state
from gis.map.tiles import MAX_ZOOM, Tile, base_tile, country_base_tile
from gis.pictures.country import country_frame, draw_country
from gis.pictures.svg_map import DrawnReports, MapStyle, PictureFrame, draw_map, parse_size

bp = Blueprint("tiles", __name__)

MVT = "application/vnd.mapbox-vector-tile"
# A change must be on the map at once: browsers keep the answer, but revalidate it each time.
REVALIDATED = "public, no-cache"
# The basemap changes only with an import.
CACHED_FOR_A_DAY = "public, max-age=86400, stale-while-revalidate=604800"
_SMALLEST_GZIPPED = 1024


@bp.get("/tiles/<int:z>/<int:x>/<int:y>.mvt")
@requires(Permission.SEE)
def country(z: int, x: int, y: int) -> ResponseReturnValue:
    """Return a tile of the country: served hromadas at low zooms, the map of each from zoom 9 on.

    Filters are those of a hromada's map; at low zooms only whole statuses where hromadas are many.
    """
    tile = Tile.parse(z, x, y)
    filters = parse_filters(request.args).report_filter
    with database().reading() as session:
        found = country_tile_of(session, tile, filters)
        return _tile_response(found.names, found.content)


@bp.get("/base/<int:z>/<int:x>/<int:y>.mvt")
@requires(Permission.SEE)
def country_base(z: int, x: int, y: int) -> ResponseReturnValue:
    """Return a basemap tile of the country: the territory of every hromada."""
    tile = Tile.parse(z, x, y)
    with database().reading() as session:
        content = country_base_tile(session.connection(), tile)
    return _bytes(content, MVT, CACHED_FOR_A_DAY)


@bp.get("/country.svg")
@requires(Permission.SEE)
def country_picture() -> ResponseReturnValue:
    """Draw the outlines of all known hromadas."""
    style = MapStyle(dark=request.args.get("theme") == "dark")
    with database().reading() as session:
        content = draw_country(session.connection(), style)
    return _bytes(content.encode(), "image/svg+xml", CACHED_FOR_A_DAY)


@bp.get("/country-links.svg")
@requires(Permission.SEE)
def country_links() -> ResponseReturnValue:
    """Draw the outlines of all hromadas served, each named and a link, to lie over the picture."""
    with database().reading() as session:
        frame, outlines = country_frame(session.connection()), served_outlines(session)
    content = render_template("places/country_links.svg", frame=frame, outlines=outlines)
    return _bytes(content.encode(), "image/svg+xml", CACHED_FOR_A_DAY)


@bp.get("/<slug>/tiles/<int:z>/<int:x>/<int:y>.mvt")
@requires(Permission.SEE)
def reports(slug: str, z: int, x: int, y: int) -> ResponseReturnValue:
    """Return a tile of public reports, by the filters of the map page.

    The ETag is the version of the hromada's map, which is known without counting anything. A tile
    may be newer than its ETag, never older: then it is requested once more.
    """
    tile = Tile.parse(z, x, y)
    filters = parse_filters(request.args).report_filter
    with reading_in(slug) as context:
        conn, hromada_id = context.session.connection(), context.hromada.id
        state = map_state(conn, hromada_id)
        bands = Bands.around(context.hromada.zoom)
        return _tile_response(
            (query_version(), hromada_id, state.changes, bands, tile, filters),
            lambda: report_tile(
                conn, hromada_id, tile, filters=filters, bands=bands, faceted=state.faceted
            ),
        )


@bp.get("/<slug>/changes")
@requires(Permission.SEE)
def changes(slug: str) -> ResponseReturnValue:
    """Return the version of the map, a new one after every change, for pages that poll."""
    with reading_in(slug) as context:
        state = map_state(context.session.connection(), context.hromada.id)
    return _conditional(jsonify(state=state.changes), REVALIDATED)


@bp.get("/<slug>/base/<int:z>/<int:x>/<int:y>.mvt")
@requires(Permission.SEE)
def base(slug: str, z: int, x: int, y: int) -> ResponseReturnValue:
    """Return a basemap tile."""
    tile = Tile.parse(z, x, y)
    with reading_in(slug) as context:
        content = base_tile(context.session.connection(), context.hromada.id, tile)
    return _bytes(content, MVT, CACHED_FOR_A_DAY)


@bp.get("/<slug>/clusters.json")
@requires(Permission.SEE)
def clusters(slug: str) -> ResponseReturnValue:
    """Return clusters and pins within ``bbox`` at ``zoom`` (512 px tiles) as GeoJSON."""
    filters = parse_filters(request.args)
    zoom = _zoom(request.args.get("zoom", ""))
    if filters.box is None:
        raise Rejected.on("bbox", "Say which part of the map.")
    with reading_in(slug) as context:
        rows = clusters_within(
            context.session.connection(),
            context.hromada.id,
            filters.box,
            zoom=zoom,
            filters=filters.report_filter,
            bands=Bands.around(context.hromada.zoom),
        )
    features = [_feature(row._asdict()) for row in rows]
    response = jsonify(type="FeatureCollection", features=features)
    return _conditional(response, REVALIDATED)


@bp.get("/<slug>/map.svg")
@requires(Permission.SEE)
def picture(slug: str) -> ResponseReturnValue:
    """Draw the part ``bbox`` of the map at ``size``; ``layers=base`` leaves the reports out.

    With ``room=reports`` as well no name is where the page draws them. With ``credit=page`` the
    page around it names whom the ground is by.
    """
    filters = parse_filters(request.args)
    size = parse_size(request.args.get("size", "800x600"))
    room_only = request.args.get("room") == "reports"
    base_only = request.args.get("layers") == "base" and not room_only
    style = MapStyle(dark=request.args.get("theme") == "dark", language=chosen_language())
    with reading_in(slug) as context:
        hromada = context.hromada
        reports = DrawnReports(filters.report_filter, Bands.around(hromada.zoom), room_only)
        frame = PictureFrame.of(filters.box or hromada.bounds, size)
        content = draw_map(
            context.session.connection(),
            hromada.id,
            frame,
            style=style,
            reports=None if base_only else reports,
            attribution="" if request.args.get("credit") == "page" else hromada.attribution,
        )
    return _bytes(content.encode(), "image/svg+xml", CACHED_FOR_A_DAY if base_only else REVALIDATED)


def _tile_response(names: Iterable[object], content: Callable[[], bytes]) -> Response:
    """Return a tile with the ETag of ``names``, or 304 without making it if the client has it."""
    packed = request.accept_encodings.quality("gzip") > 0
    etag = _etag_of(*names, packed)
    if request.if_none_match.contains_weak(etag):  # a proxy that packs anew weakens it
        return _with_etag(Response(status=304), etag)
    tile = content()
    response = Response(gzip.compress(tile, compresslevel=5, mtime=0) if packed else tile)
    response.content_type = MVT
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return _with_etag(response, etag)


def _etag_of(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:24]


def _with_etag(response: Response, etag: str) -> Response:
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = REVALIDATED
    response.set_etag(etag)
    return response


def _zoom(raw: str) -> int:
    if not (raw.isascii() and raw.isdecimal() and int(raw[:3]) <= MAX_ZOOM):
        raise Rejected("The zoom is a whole number from 0 to 22.", fields={"zoom": "0-22"})
    return int(raw)


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    position = [round(row.pop("lon"), 6), round(row.pop("lat"), 6)]
    bounds = [round(row.pop(side), 6) for side in ("west", "south", "east", "north")]
    properties = {name: value for name, value in row.items() if value is not None}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": position},
        "bbox": bounds,
        "properties": properties,
    }


def _bytes(content: bytes, content_type: str, cache: str) -> Response:
    response = Response(content, content_type=content_type)
    return _conditional(response, cache)


def _conditional(response: Response, cache: str) -> Response:
    """Return 304 to a client that has exactly these bytes."""
    content = response.get_data()
    packed = len(content) >= _SMALLEST_GZIPPED and request.accept_encodings.quality("gzip") > 0
    digest = sha256(content).hexdigest()[:24]
    if packed:
        response.set_data(gzip.compress(content, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache
    response.set_etag(f"{digest}-gz" if packed else digest)
    response.make_conditional(request)
    return response
