"""The proof of coverage: what no body covers and what several cover equally, on a map."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.domain.deadlines import KYIV
from app.domain.errors import NotFound, Rejected
from app.domain.roles import Permission
from app.errors import field_errors
from app.inputs.coverage import CoverageInput, parse_coverage
from app.queries.territory.areas_in_force import outline_of
from app.queries.territory.body_names import body_names
from app.queries.territory.coverage import (
    TOLERANCE_M,
    CoverageGroup,
    CoverageQuery,
    CoverageResult,
    change_moments,
    coverage,
)
from app.queries.territory.coverage_shapes import proof_features, tiling_features
from app.queries.territory.tiling import Tiling, district_tiling
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.web.casework.coordination import coordination_page
from gis.pictures.svg_outline import Drawing, drawing_of

bp = Blueprint("coverage", __name__)

NO_INPUT = CoverageInput(None, None, "")
DISTRICTS = "districts"
_MOST_PARTS = 200


@bp.get("/<slug>/coordination/coverage")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show for every category how its areas cover the hromada, and one sheet in full."""
    query, faults = _input()
    with reading_in(slug) as context:
        variables = _variables(context, query)
        html = coordination_page(
            context, "coverage", part="coverage", faults=faults, typed=request.args, **variables
        )
    return html, 422 if faults else 200


@bp.get("/<slug>/coordination/coverage.geojson")
@requires(Permission.COORDINATE)
def shapes(slug: str) -> ResponseReturnValue:
    """Return the gaps and overlaps as GeoJSON: of one category, of the districts, or of all."""
    query = parse_coverage(request.args)
    with reading_in(slug) as context:
        in_full = _query(query)
        if query.category == DISTRICTS:
            return _download(tiling_features(_tiling(context, in_full)), f"{slug}-districts")
        proof = coverage(context.session, in_full)
        if query.category and not proof.groups:
            raise NotFound("There is no such category in this hromada.")
        names = body_names(context.session)
        return _download(proof_features(proof, names, hromada=slug), f"{slug}-coverage")


def _input() -> tuple[CoverageInput, dict[str, str]]:
    try:
        return parse_coverage(request.args), {}
    except Rejected as refused:
        return NO_INPUT, field_errors(refused)


def _query(query: CoverageInput, category: str | None = None) -> CoverageQuery:
    tolerance_m = TOLERANCE_M if query.tolerance_m is None else query.tolerance_m
    today = query.at is not None and query.at.date() == now().astimezone(KYIV).date()
    at = now() if query.at is None or today else query.at
    return CoverageQuery(at, tolerance_m, query.category if category is None else category)


def _variables(context: HromadaContext, query: CoverageInput) -> dict[str, Any]:
    session = context.session
    proof = coverage(session, _query(query, ""))
    sheet = _chosen(proof, query.category)
    tiling = _tiling(context, proof.asked)
    return {
        "query": query,
        "proof": proof,
        "sheet": sheet,
        "issues": sorted(sheet.issues, key=lambda one: one.sliver)[:_MOST_PARTS] if sheet else (),
        "drawing": _drawing(context, sheet),
        "names": body_names(session),
        "turns": [command.astimezone(KYIV) for command in change_moments(session)],
        "tiling": tiling,
    }


def _chosen(proof: CoverageResult, category: str) -> CoverageGroup | None:
    """Return the sheet of the category, else the one with the largest gap."""
    return proof.group_of(category) or next(iter(proof.groups), None)


def _drawing(context: HromadaContext, sheet: CoverageGroup | None) -> Drawing | None:
    if sheet is None:
        return None
    outline = outline_of(context.session)
    return drawing_of(outline, [issue.shape for issue in sheet.issues[:_MOST_PARTS]])


def _tiling(context: HromadaContext, query: CoverageQuery) -> Tiling:
    return district_tiling(context.session, at=query.at, tolerance_m=query.tolerance_m)


def _download(features: dict[str, Any], name: str) -> Response:
    response = jsonify(features)
    response.mimetype = "application/geo+json"
    if "download" in request.args:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    return response
