"""Imports on the command line: hromadas and what lies in them, reports."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.cli.imports_output import print_refusal, print_summary
from app.cli.progress import show_progress
from app.domain.errors import DomainError
from app.fence.protocol import OPERATOR
from app.operations.acting import lock_all_directories, lock_directory
from app.operations.importing.files.columns import choices_of
from app.operations.importing.files.outcome import ImportRefused, Refusals, Summary
from app.operations.importing.files.refusals import refusals_folder, write_refusals
from app.operations.importing.files.sources import ImportChoices, Job, refusing
from app.operations.importing.kinds import (
    BASEMAPS_EVERYWHERE,
    KINDS,
    REPORTS_EVERYWHERE,
    ImportKind,
    run_import,
)
from app.operations.importing.reports.categories import word_map
from app.operations.importing.reports.rows import stem_of
from app.operations.importing.territory.basemap import (
    BasemapOptions,
    import_basemap,
    import_basemaps,
)
from app.queries.territory.hromadas import enter_by_name
from app.services import services
from gis.files.features import ReadOptions

EVERY_HROMADA = "all"
_DATES = {"day-first": False, "month-first": True}

imports = AppGroup("import", help="Take places and reports from files; see docs/imports.md.")

Command = Callable[..., None]
Options = Mapping[str, Any]

_PATH = click.Path(exists=True, dir_okay=False, path_type=Path)
_hromada = click.argument("hromada")
_OPTIONS = (
    click.argument("path", metavar="FILE", type=_PATH),
    click.option(
        "--column",
        "columns",
        metavar="OURS=THEIRS",
        multiple=True,
        help="Which of the file's columns holds one of ours; -=THEIRS leaves one out.",
    ),
    click.option("--layer", help="The layer or sheet, of a file that holds several."),
    click.option("--encoding", help="Of the text, where the guess is wrong: cp1251, utf-8."),
    click.option(
        "--dates", type=click.Choice(list(_DATES)), help="How dates such as 03/04/2025 are meant."
    ),
    click.option("--skip-refused", is_flag=True, help="Take the good rows without the refused."),
    click.option(
        "--replace-changed",
        is_flag=True,
        help="Take the file's values where people changed ours on pages; else those are kept.",
    ),
    click.option(
        "--refused-file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Where refused rows are kept; else in NAME.refused.csv beside FILE.",
    ),
    click.option("--dry-run", is_flag=True, help="Check everything, write nothing."),
    click.option("--json", "as_json", is_flag=True, help="Tell the outcome to a script."),
)
_CRS = click.option("--crs", help="EPSG:…, for a file that carries no reference system.")


def _with_options(command: Command) -> Command:
    """Add the options of every import."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@imports.command()
@_with_options
@_CRS
def hromadas(path: Path, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Take outlines and names of hromadas, by KATOTTG code."""
    _run(KINDS["hromadas"], path, options)


# What lies in a hromada, with help.
_PARTS = {
    "outline": "Take the outline of HROMADA: a polygon, or districts that make it up.",
    "districts": "Take the districts of HROMADA (a KATOTTG code or a slug), by code.",
    "bodies": "Take the executive bodies of HROMADA from a table, by code.",
    "areas": "Take the areas of responsibility of HROMADA, by code, in versions.",
    "categories": "Take the categories of HROMADA from a table, by code.",
    "addresses": "Take the addresses of HROMADA: a table, GeoJSON, an OpenStreetMap extract.",
    "renames": "Take former names of HROMADA's streets from a table: old, new, kind, since.",
}


def _command_within(kind: ImportKind) -> Command:
    def run(hromada: str, path: Path, **options: Any) -> None:  # noqa: ANN401 - click's options
        _run(kind, path, options, hromada)

    return run


for _name, _help in _PARTS.items():
    _command = _with_options(_command_within(KINDS[_name]))
    if KINDS[_name].shapes:
        _command = _CRS(_command)
    imports.command(_name, help=_help)(_hromada(_command))


@imports.command()
@_hromada
@_with_options
@_CRS
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
    everywhere = hromada == EVERY_HROMADA
    kind = BASEMAPS_EVERYWHERE if everywhere else KINDS["basemap"]
    asked = BasemapOptions(options["rules"], options["attribution"])
    work = import_basemaps if everywhere else import_basemap
    kind = replace(kind, work=partial(work, options=asked))
    _run(kind, path, options, "" if everywhere else hromada)


@imports.command()
@_hromada
@_with_options
@_CRS
@click.option("--category", "fallback", metavar="CODE", help="For rows whose own is not known.")
@click.option("--category-map", type=_PATH, help="A table: their word, our category's code.")
@click.option("--status-map", type=_PATH, help="A table: their word, open, closed or waiting.")
def reports(hromada: str, path: Path, **options: Any) -> None:  # noqa: ANN401
    """Take reports into HROMADA, or by “all” each into the hromada that contains it.

    FILE is a table with longitude and latitude, or a file of points.
    """
    everywhere = hromada == EVERY_HROMADA
    kind = REPORTS_EVERYWHERE if everywhere else KINDS["reports"]
    _run(kind, path, options, "" if everywhere else hromada)


def _run(kind: ImportKind, path: Path, options: Options, hromada: str = "") -> None:
    """Import in one transaction and print the outcome; exit with status 1 if it is refused."""
    try:
        summary = _import(kind, path, options, hromada)
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


def _import(kind: ImportKind, path: Path, options: Options, hromada: str) -> Summary:
    fence = Fence()
    asked = ReadOptions(options.get("crs"), options["layer"], options["encoding"])
    choices = _choices(path, options, FencedFiles(fence, OPERATOR))
    with show_progress() as progress, services().database.transaction() as session:
        if hromada:
            enter_by_name(session, hromada, unserved=True)
        lock = partial(lock_directory if hromada else lock_all_directories, session)
        reader = FencedFiles(fence, OPERATOR, then=lock)
        job = Job(path, datetime.now(UTC), progress, asked, reader, choices)
        summary = run_import(session, kind, job)
        if options["dry_run"]:
            session.rollback()
    return summary


def _choices(path: Path, options: Options, reader: FencedFiles) -> ImportChoices:
    with refusing(path):
        columns = choices_of(options["columns"])
    return ImportChoices(
        columns=columns,
        skip_refused=options["skip_refused"],
        month_first=_DATES.get(options["dates"]),
        category_words=_words(options.get("category_map"), reader),
        status_words=_words(options.get("status_map"), reader),
        fallback_category=options.get("fallback"),
        replace_changed=options["replace_changed"],
    )


def _words(path: Path | None, reader: FencedFiles) -> Mapping[str, str]:
    return word_map(path, reader) if path else {}


def _write_refusals(refusals: Refusals | None, path: Path, options: Options) -> Path | None:
    """Write the refused rows to ``--refused-file``, else beside the file."""
    if refusals is None or not refusals.faults:
        return None
    folder = refusals_folder(path, services().settings.var / "refused")
    target = options["refused_file"] or folder / f"{stem_of(path)}.refused.csv"
    write_refusals(target, refusals)
    return Path(target)


COMMANDS = (imports,)
