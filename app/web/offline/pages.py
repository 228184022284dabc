"""What lets the map be installed and opened without a network: manifest, worker, saved reports."""

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.roles import Permission
from app.queries.territory.hromadas import HromadaCard
from app.security.request_context import reading_in, requires
from app.texts.languages import chosen_language, in_language

bp = Blueprint("offline", __name__)

_COLOUR, _GROUND = "#163a6b", "#f4f3ee"
# Of each size one picture that is cut to any shape: what matters lies within four fifths.
_ICON_SIZES = (192, 512)
_KEPT = "public, max-age=3600"


@bp.get("/manifest.webmanifest")
@requires(Permission.SEE)
def installation_manifest() -> ResponseReturnValue:
    """Return what a phone needs to put the installation's first page on its screen."""
    return _manifest(gettext("Open City"), gettext("Open City"), "/")


@bp.get("/<slug>/manifest.webmanifest")
@requires(Permission.SEE)
def manifest(slug: str) -> ResponseReturnValue:
    """Return what a phone needs to put the hromada's map on its screen."""
    with reading_in(slug) as context:
        place: HromadaCard = context.hromada
        name = in_language(place, "name")
    return _manifest(f"{gettext('Open City')}: {name}", name, f"/{place.slug}/")


@bp.get("/service-worker.js")
@requires(Permission.SEE)
def worker() -> ResponseReturnValue:
    """Return the worker of this release: it may act for every page, so it lies at the root."""
    script = url_for("static", filename="js/service-worker.js")
    response = Response(f'import "{script}";\n', mimetype="text/javascript")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; connect-src 'self'"
    )
    return response


@bp.get("/offline")
@requires(Permission.SEE)
def nothing_kept() -> ResponseReturnValue:
    """Show what a browser says in place of a page that it has not kept."""
    return render_template("offline/nothing_kept.html")


@bp.get("/<slug>/saved")
@requires(Permission.SEE)
def saved(slug: str) -> ResponseReturnValue:
    """Show the reports that wait in this browser: the list is the browser's own."""
    with reading_in(slug) as context:
        return render_template(
            "offline/saved.html", hromada=context.hromada, user=context.user, here="report"
        )


def _manifest(name: str, short: str, start: str) -> ResponseReturnValue:
    icons = [
        {
            "src": url_for("static", filename=f"img/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in _ICON_SIZES
        for purpose in ("any", "maskable")
    ]
    report = {"name": gettext("Report a problem"), "url": f"{start}reports/new"}
    response = jsonify(
        {
            "id": start,
            "name": name,
            "short_name": short,
            "lang": chosen_language(),
            "start_url": start,
            "scope": "/",
            "display": "standalone",
            "theme_color": _COLOUR,
            "background_color": _GROUND,
            "icons": icons,
            **({} if start == "/" else {"shortcuts": [report]}),
        }
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = _KEPT
    return response
