"""Coverage on the command line: gaps and equal overlaps of responsibility, faults of borders."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.cli.coverage_output import lines_of_proof, lines_of_tiling, proof_as_json, tiling_as_json
from app.cli.progress import show_progress
from app.domain.deadlines import KYIV
from app.domain.errors import DomainError, NotFound
from app.inputs.coverage import MOST_TOLERANCE_M
from app.queries.territory.body_names import body_names
from app.queries.territory.coverage import TOLERANCE_M, CoverageQuery, coverage
from app.queries.territory.coverage_shapes import proof_features, tiling_features
from app.queries.territory.hromadas import HromadaCard, enter_by_name
from app.queries.territory.tiling import country_tiling, district_tiling, served_slugs
from app.security.request_context import database, now

Outcome = Mapping[str, Any]


@click.command("coverage")
@click.argument("hromada", required=False)
@click.option("--districts", is_flag=True, help="Districts against outlines, not areas.")
@click.option("--neighbours", is_flag=True, help="Every hromada against its neighbours.")
@click.option("--at", metavar="DATE", help="A day or a moment, Kyiv time; otherwise now.")
@click.option("--category", default="", metavar="CODE", help="One leaf category alone.")
@click.option("--tolerance", type=click.FloatRange(0, MOST_TOLERANCE_M), metavar="METRES",
              default=TOLERANCE_M, show_default=True,
              help="Narrower parts are slivers, not land.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome to a script.")
@click.option("--geojson", type=click.Path(dir_okay=False, writable=True, path_type=Path),
              metavar="FILE", help="Write every part found as GeoJSON.")  # fmt: skip
@with_appcontext
def prove_coverage(hromada: str | None, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Prove who covers what in HROMADA (a KATOTTG code or a slug), or in all that are served.

    Prints for every category the land that no body covers and the land that several cover
    equally, so that only the size of their areas decides.
    """
    query = CoverageQuery(_moment(options["at"]), options["tolerance"], options["category"])
    try:
        if options["neighbours"]:
            outcome, lines, features = _neighbours(query)
        else:
            outcome, lines, features = _each(hromada, query, districts=options["districts"])
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    if options["geojson"]:
        _write(options["geojson"], features)
        click.echo(f"{len(features['features']):,} parts are in {options['geojson']}", err=True)
    if options["as_json"]:
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines))


def _write(path: Path, features: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(features, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


def _neighbours(query: CoverageQuery) -> tuple[Outcome, list[str], dict[str, Any]]:
    with show_progress() as progress, database().reading() as session:
        progress.step("Reading outlines")
        report_step = _StepCounter(progress, "Comparing neighbours and joining oblasts")
        tiling = country_tiling(session, tolerance_m=query.tolerance_m, progress=report_step)
    return tiling_as_json(tiling), lines_of_tiling("hromadas", tiling), tiling_features(tiling)


def _each(
    hromada: str | None, query: CoverageQuery, *, districts: bool
) -> tuple[Outcome, list[str], dict[str, Any]]:
    outcomes, lines, features = [], [], []
    with show_progress() as progress, database().reading() as session:
        slugs = [hromada] if hromada else served_slugs(session)
        progress.step("Proving", len(slugs))
        for slug in slugs:
            card = enter_by_name(session, slug, unserved=True)
            outcome, text, drawn = (_districts if districts else _areas)(session, card, query)
            outcomes.append({"hromada": card.slug, "katottg": card.katottg, **outcome})
            lines += [f"{card.name_uk} ({card.katottg})", *text]
            features += drawn
            progress.advance()
    whole = outcomes[0] if hromada else {"hromadas": outcomes}
    return whole, lines, {"type": "FeatureCollection", "features": features}


def _areas(
    session: Session, card: HromadaCard, query: CoverageQuery
) -> tuple[Outcome, list[str], list[dict[str, Any]]]:
    proof = coverage(session, query)
    if query.category and not proof.groups:
        raise NotFound("There is no such category in this hromada.")
    names = body_names(session)
    features = proof_features(proof, names, hromada=card.slug)["features"]
    return proof_as_json(proof, names), lines_of_proof(proof, names), features


def _districts(
    session: Session, _card: HromadaCard, query: CoverageQuery
) -> tuple[Outcome, list[str], list[dict[str, Any]]]:
    tiling = district_tiling(session, at=query.at, tolerance_m=query.tolerance_m)
    features = tiling_features(tiling)["features"]
    return tiling_as_json(tiling), lines_of_tiling("districts", tiling), features


class _StepCounter:
    """Turns ``(done, total)`` callbacks into steps of a progress bar."""

    def __init__(self, progress: Any, title: str) -> None:  # noqa: ANN401 - a bar or lines
        self._progress, self._title, self._done = progress, title, 0

    def __call__(self, done: int, total: int) -> None:
        if not self._done:
            self._progress.step(self._title, total)
        self._progress.advance(done - self._done)
        self._done = done


def _moment(raw: str | None) -> datetime:
    """Parse a date or a moment; without a time zone it is in Kyiv's."""
    if not raw:
        return now()
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise click.BadParameter(
            f"{raw!r} is no date: write 2025-06-30", param_hint="--at"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=KYIV)


COMMANDS = (prove_coverage,)
