"""Serving a hromada: one command, and it is on the home page."""

import json
from collections.abc import Mapping
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.cli.progress import show_progress
from app.domain.errors import DomainError
from app.domain.opening import OpeningStep
from app.fence.protocol import OPERATOR
from app.operations.importing.files.outcome import ImportRefused
from app.operations.importing.files.sources import Job
from app.operations.opening.opening import NotReady, close_hromada
from app.operations.territory.serving import Served, begin_serving
from app.queries.territory.hromadas import HromadaCard, enter_by_name
from app.security.request_context import database, now
from app.services import services

# A country's districts, put there once, are used by every later command.
DISTRICTS = "districts.geojson"

# What to do about each missing step.
REMEDIES: Mapping[OpeningStep, str] = {
    OpeningStep.OUTLINE: "outline: import hromadas FILE",
    OpeningStep.BASEMAP: "streets on the map: import basemap {hromada} FILE.osm.pbf",
    OpeningStep.DISTRICTS: "districts overlap: import districts {hromada} FILE, once mended",
    OpeningStep.BODIES: "bodies, each with an e-mail address: import bodies {hromada} FILE",
    OpeningStep.CATEGORIES: "a body for every category: import categories {hromada} FILE",
    OpeningStep.AREAS: "areas without gaps: coverage {hromada}, then import areas {hromada} FILE",
    OpeningStep.MODERATOR: "a moderator who has signed in: "
    "accounts grant EMAIL moderator --hromada {hromada}",
    OpeningStep.TERMS: "the decision on terms: recorded by a coordinator, page “Terms”",
    OpeningStep.MAIL: "a trial letter that has arrived: sent by a coordinator, page “Opening”",
}


@click.command()
@click.argument("hromada")
@click.option(
    "--districts",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"Polygons of districts, perhaps of the whole country. [$VAR_DIR/{DISTRICTS}]",
)
@click.option(
    "--unready", is_flag=True, help="Open it for trial, whatever is missing: every page says so."
)
@click.option("--stop", is_flag=True, help="No longer serve it; nothing of it is lost.")
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome to a script.")
@with_appcontext
def serve(hromada: str, districts: Path | None, unready: bool, stop: bool, as_json: bool) -> None:
    """Begin to serve HROMADA, a KATOTTG code or a slug of an imported hromada.

    It gets the default categories if it has none, and the districts of the file that lie in it.
    It opens only when nothing needed is missing; its coordinator sees the same list in the browser.
    """
    try:
        card, served = _served(hromada, districts, unready=unready, stop=stop)
    except NotReady as refusal:
        raise click.ClickException("\n".join(_missing(hromada, refusal.steps))) from None
    except (DomainError, ImportRefused) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(_as_json(card, served), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(card, served)))


def _missing(hromada: str, steps: tuple[OpeningStep, ...]) -> list[str]:
    return [
        "It cannot open yet, and nothing was changed. Missing:",
        *(f"  {REMEDIES[step].format(hromada=hromada)}" for step in steps),
        f"A coordinator does all of it at /{hromada}/coordination/opening; "
        "--unready opens it for trial.",
    ]


def _served(
    hromada: str, districts: Path | None, *, unready: bool, stop: bool
) -> tuple[HromadaCard, Served | None]:
    known = services().settings.var / DISTRICTS
    path = districts or (known if known.exists() else None)
    with show_progress() as progress, database().transaction() as session:
        card = enter_by_name(session, hromada, unserved=True)
        if stop:
            close_hromada(session)
            return card, None
        reader = FencedFiles(Fence(), OPERATOR)
        job = Job(path, now(), progress, reader=reader) if path else None
        return card, begin_serving(session, job, now=now(), unready=unready)


def _as_json(card: HromadaCard, served: Served | None) -> dict[str, object]:
    return {
        "slug": card.slug,
        "katottg": card.katottg,
        "served": served is not None,
        "new": bool(served and served.new),
        "categories": served.categories if served else 0,
        "districts": served.districts.as_dict() if served and served.districts else None,
    }


def _lines(card: HromadaCard, served: Served | None) -> list[str]:
    if served is None:
        return [f"{card.name_uk} ({card.katottg}) is no longer served."]
    state = "is served now" if served.new else "was served already"
    return [
        f"{card.name_uk} ({card.katottg}) {state}: /{card.slug}/",
        f"  categories: {f'{served.categories} by default' if served.categories else 'its own'}",
        _districts_line(served),
    ]


def _districts_line(served: Served) -> str:
    if served.districts is None:
        return "  districts: none at hand; give a file by --districts, or by “import districts”"
    tally = served.districts.tally
    counts = f"{tally.new} new, {tally.changed} changed, {tally.unchanged} unchanged"
    return "\n".join(
        [
            f"  districts: {counts}",
            *(f"    warning: {warning}" for warning in served.districts.warnings),
        ]
    )


COMMANDS = (serve,)
