"""Imports on the command line: hromadas and what lies in them, reports."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.cli.imports_output import print_refusal, print_summary
from app.cli.progress import show_progress
from app.domain.errors import DomainError
from app.fence.protocol import OPERATOR
from app.operations.importing.files.outcome import ImportRefused, Refusals, Summary
from app.operations.importing.files.refusals import refusals_folder, write_refusals
from app.operations.importing.files.sources import Job
from app.operations.importing.reports.categories import read_category_map
from app.operations.importing.reports.hromadas import ImportOptions
from app.operations.importing.reports.importing import import_reports
from app.operations.importing.reports.rows import stem_of
from app.operations.importing.territory.addresses import import_addresses
from app.operations.importing.territory.areas import import_areas
from app.operations.importing.territory.basemap import (
    BasemapOptions,
    import_basemap,
    import_basemaps,
)
from app.operations.importing.territory.bodies import import_bodies
from app.operations.importing.territory.categories import import_categories
from app.operations.importing.territory.districts import import_districts
from app.operations.importing.territory.hromadas import import_hromadas
from app.operations.importing.territory.street_renames import import_renames
from app.queries.territory.hromadas import enter_by_name
from app.services import services
from gis.files.features import ReadOptions

EVERY_HROMADA = "all"
# Two imports of the same file must not both find its rows new: the second waits for the first.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('import'))")

imports = AppGroup("import", help="Take places and reports from files; see docs/imports.md.")

Command = Callable[..., None]
ImportStep = Callable[[Session, Job], Summary]

_PATH = click.Path(exists=True, dir_okay=False, path_type=Path)
_file = click.argument("path", metavar="FILE", type=_PATH)
_hromada = click.argument("hromada")


def _with_options(command: Command) -> Command:
    """Add the options of every import."""
    encoding = click.option("--encoding", help="Of the text, where it is not UTF-8: cp1251.")
    dry = click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
    as_json = click.option("--json", "as_json", is_flag=True, help="Tell the outcome to a script.")
    return _file(encoding(dry(as_json(command))))


def _with_geometry(command: Command) -> Command:
    """Add the options of imports from files with geometry."""
    crs = click.option("--crs", help="EPSG:…, for a file that carries no reference system.")
    layer = click.option("--layer", help="Of a file that holds several.")
    return _with_options(crs(layer(command)))


@imports.command()
@_with_geometry
def hromadas(path: Path, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Take outlines and names of hromadas, by KATOTTG code."""
    _run(import_hromadas, path, options)


# What lies in a hromada: name, work, options besides the usual ones, help.
_PARTS: tuple[tuple[str, ImportStep, Callable[[Command], Command], str], ...] = (
    ("districts", import_districts, _with_geometry,
     "Take the districts of HROMADA (a KATOTTG code or a slug), by code."),
    ("bodies", import_bodies, _with_options,
     "Take the executive bodies of HROMADA from a CSV file, by code."),
    ("areas", import_areas, _with_geometry,
     "Take the areas of responsibility of HROMADA, by code; a changed one is a new version."),
    ("categories", import_categories, _with_options,
     "Take the categories of HROMADA from a CSV file, by code."),
    ("addresses", import_addresses, _with_geometry,
     "Take the addresses of HROMADA: CSV, GeoJSON, or an OpenStreetMap extract (.osm.pbf)."),
    ("renames", import_renames, _with_options,
     "Take former names of HROMADA's streets from a CSV file: old, new, kind, since."),
)  # fmt: skip


def _command_within(work: ImportStep) -> Command:
    def run(hromada: str, path: Path, **options: Any) -> None:  # noqa: ANN401 - click's options
        def enter_and_work(session: Session, job: Job) -> Summary:
            enter_by_name(session, hromada, unserved=True)
            return work(session, job)

        _run(enter_and_work, path, options)

    return run


for _name, _work, _options, _help in _PARTS:
    imports.command(_name, help=_help)(_hromada(_options(_command_within(_work))))


@imports.command()
@_hromada
@_with_geometry
@click.option(
    "--map",
    "rules",
    multiple=True,
    metavar="[COLUMN=VALUE=]LAYER[:KIND]",
    help="What features of a layer are, such as type=forest=green:wood; repeatable.",
)
@click.option("--attribution", default="", help="Whom the map must name for a layer.")
def basemap(hromada: str, path: Path, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Draw the map of HROMADA, or of “all”, by an OpenStreetMap extract; take addresses of it.

    FILE is .osm.pbf, .osm or .osm.gz, or a layer as GeoJSON, GeoPackage or zipped Shapefile. What
    it drew before is replaced. “all” are the hromadas that are served or have data here, as far as
    the file meets them.
    """
    asked = BasemapOptions(options["rules"], options["attribution"])

    def work(session: Session, job: Job) -> Summary:
        if hromada == EVERY_HROMADA:
            return import_basemaps(session, job, asked)
        enter_by_name(session, hromada, unserved=True)
        return import_basemap(session, job, asked)

    _run(work, path, options)


@imports.command()
@_hromada
@_with_geometry
@click.option("--category", "fallback", metavar="CODE", help="For rows whose own is not known.")
@click.option("--category-map", type=_PATH, help="A CSV file: their word, our category's code.")
@click.option("--skip-refused", is_flag=True, help="Take the good rows though others are refused.")
@click.option("--refused-file", type=click.Path(dir_okay=False, path_type=Path))
def reports(hromada: str, path: Path, **options: Any) -> None:  # noqa: ANN401
    """Take reports into HROMADA, or by “all” each into the hromada that contains it.

    FILE is CSV with longitude and latitude, or a file of points. Refused rows are written with
    their reasons to NAME.refused.csv beside FILE.
    """

    def work(session: Session, job: Job) -> Summary:
        everywhere = hromada == EVERY_HROMADA
        import_options = ImportOptions(
            None if everywhere else enter_by_name(session, hromada, unserved=True).id,
            own_words=read_category_map(options["category_map"]) if options["category_map"] else {},
            fallback=options["fallback"],
            skip_refused=options["skip_refused"],
        )
        return import_reports(session, job, import_options)

    _run(work, path, options)


def _run(work: ImportStep, path: Path, options: dict[str, Any]) -> None:
    """Import in one transaction and print the outcome; exit with status 1 if it is refused."""
    read_options = ReadOptions(options.get("crs"), options.get("layer"), options["encoding"])
    try:
        summary = _import(work, path, read_options, dry_run=options["dry_run"])
    except ImportRefused as error:
        refused_file = _write_refusals(error.refusals, path, options)
        print_refusal(error, as_json=options["as_json"], refused_file=refused_file)
        raise SystemExit(1) from None
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    refused_file = _write_refusals(summary.refusals, path, options)
    print_summary(summary, path, as_json=options["as_json"], refused_file=refused_file)
    if options["dry_run"]:
        click.echo("Nothing was written: --dry-run.", err=True)


def _import(work: ImportStep, path: Path, read_options: ReadOptions, *, dry_run: bool) -> Summary:
    with show_progress() as progress, services().database.transaction() as session:
        session.execute(_ONE_AT_A_TIME)
        reader = FencedFiles(Fence(), OPERATOR)
        summary = work(session, Job(path, datetime.now(UTC), progress, read_options, reader))
        if dry_run:
            session.rollback()
    return summary


def _write_refusals(refusals: Refusals | None, path: Path, options: dict[str, Any]) -> Path | None:
    """Write the refused rows to ``--refused-file``, else beside the file."""
    if refusals is None or not refusals.faults:
        return None
    folder = refusals_folder(path, services().settings.var / "refused")
    target = options.get("refused_file") or folder / f"{stem_of(path)}.refused.csv"
    write_refusals(target, refusals)
    return Path(target)


COMMANDS = (imports,)
