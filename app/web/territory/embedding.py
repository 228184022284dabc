"""The map alone, for frames on other sites: no cookies, and links open outside of the frame."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.roles import Permission
from app.inputs.filters import parse_filters
from app.security.headers import allow_frames
from app.security.request_context import reading_in, requires
from app.web.territory.map_views import opening_view
from gis.map.clusters import Bands

bp = Blueprint("embedding", __name__)


@bp.get("/<slug>/embed")
@requires(Permission.SEE)
def frame(slug: str) -> ResponseReturnValue:
    """Show the map of the hromada with the filters of the query, in the language of ``lang``."""
    filters = parse_filters(request.args)
    allow_frames()
    with reading_in(slug) as context:
        return render_template(
            "places/embed.html",
            hromada=context.hromada,
            filters=filters.unfinished_first,
            view=opening_view(context.hromada, filters.box),
            bands=Bands.around(context.hromada.zoom),
        )
