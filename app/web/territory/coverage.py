"""The proof of coverage: what no body covers and what several cover equally, on a map."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.deadlines import KYIV
from app.domain.errors import NotFound, Rejected
from app.domain.roles import Permission
from app.errors import faults_said
from app.inputs.coverage import CoverageWish, parse_coverage
from app.queries.territory.areas_in_force import outline_of
from app.queries.territory.body_names import body_names
from app.queries.territory.coverage import (
    TOLERANCE_M,
    CoverageQuery,
    Proof,
    Sheet,
    change_moments,
    coverage,
)
from app.queries.territory.coverage_shapes import proof_features, tiling_features
from app.queries.territory.tiling import Tiling, district_tiling
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.web.casework.coordination import PARTS
from gis.pictures.svg_outline import Drawing, drawing_of

bp = Blueprint("coverage", __name__)

NOTHING = CoverageWish(None, None, "")
DISTRICTS = "districts"
_MOST_PARTS = 200


@bp.get("/<slug>/coordination/coverage")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show for every category how the areas cover the hromada, and one sheet in full."""
    wish, faults = _asked()
    with reading_in(slug) as context:
        shown = _shown(context, wish)
        html = render_template(
            "coordination/coverage.html",
            hromada=context.hromada,
            user=context.user,
            part="coverage",
            parts=tuple(PARTS),
            faults=faults,
            typed=request.args,
            **shown,
        )
    return html, 422 if faults else 200


@bp.get("/<slug>/coordination/coverage.geojson")
@requires(Permission.COORDINATE)
def shapes(slug: str) -> ResponseReturnValue:
    """Give what was found as GeoJSON: of one category, of the districts, or of everything."""
    wish = parse_coverage(request.args)
    with reading_in(slug) as context:
        asked = _in_full(wish)
        if wish.category == DISTRICTS:
            return _download(tiling_features(_tiling(context, asked)), f"{slug}-districts")
        proof = coverage(context.session, asked)
        if wish.category and not proof.sheets:
            raise NotFound("There is no such category in this hromada.")
        names = body_names(context.session)
        return _download(proof_features(proof, names, hromada=slug), f"{slug}-coverage")


def _asked() -> tuple[CoverageWish, dict[str, str]]:
    try:
        return parse_coverage(request.args), {}
    except Rejected as refused:
        return NOTHING, faults_said(refused)


def _in_full(wish: CoverageWish, category: str | None = None) -> CoverageQuery:
    tolerance_m = TOLERANCE_M if wish.tolerance_m is None else wish.tolerance_m
    today = wish.at is not None and wish.at.date() == now().astimezone(KYIV).date()
    at = now() if wish.at is None or today else wish.at
    return CoverageQuery(at, tolerance_m, wish.category if category is None else category)


def _shown(context: HromadaContext, wish: CoverageWish) -> dict[str, Any]:
    session = context.session
    proof = coverage(session, _in_full(wish, ""))
    sheet = _chosen(proof, wish.category)
    tiling = _tiling(context, proof.asked)
    return {
        "wish": wish,
        "proof": proof,
        "sheet": sheet,
        "flaws": sorted(sheet.flaws, key=lambda flaw: flaw.sliver)[:_MOST_PARTS] if sheet else (),
        "drawing": _drawing(context, sheet),
        "names": body_names(session),
        "turns": [command.astimezone(KYIV) for command in change_moments(session)],
        "tiling": tiling,
        "now": now(),
    }


def _chosen(proof: Proof, category: str) -> Sheet | None:
    """Return the sheet asked for, else the one with the largest gap."""
    return proof.sheet_of(category) or next(iter(proof.sheets), None)


def _drawing(context: HromadaContext, sheet: Sheet | None) -> Drawing | None:
    if sheet is None:
        return None
    outline = outline_of(context.session)
    return drawing_of(outline, [flaw.shape for flaw in sheet.flaws[:_MOST_PARTS]])


def _tiling(context: HromadaContext, asked: CoverageQuery) -> Tiling:
    return district_tiling(context.session, at=asked.at, tolerance_m=asked.tolerance_m)


def _download(features: dict[str, Any], name: str) -> Response:
    response = jsonify(features)
    response.mimetype = "application/geo+json"
    if "download" in request.args:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    return response
