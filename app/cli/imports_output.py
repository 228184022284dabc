"""Prints the outcome of an import for people and for scripts."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from app.operations.importing.files.outcome import ImportRefused, Summary, lines_of, unit_of

_MOST_REPAIRS = 20


def print_summary(
    summary: Summary, path: Path, *, as_json: bool, refused_file: Path | None
) -> None:
    """Print what was imported."""
    if as_json:
        outcome = summary.as_dict() | {"refused_file": str(refused_file or "")}
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=2))
        return
    for line in _lines(summary, path):
        click.echo(line)
    if summary.refusals and summary.refusals.faults:
        click.echo(f"  left out: {summary.refusals.count:,} rows, kept in {refused_file}")
        for line in lines_of(path, summary.refusals.faults):
            click.echo(f"    {line}")


def print_refusal(error: ImportRefused, *, as_json: bool, refused_file: Path | None) -> None:
    """Print why nothing was imported: on stderr for people, on stdout for scripts."""
    if as_json:
        outcome = error.as_dict() | {"refused_file": str(refused_file or "")}
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=2))
        return
    click.echo(f"{error.file} was refused, nothing of it is taken:", err=True)
    click.echo(str(error), err=True)
    for note in error.notes:
        click.echo(f"  note: {note}", err=True)
    if refused_file is not None:
        click.echo(f"The {_count(error):,} refused rows are in {refused_file}", err=True)


def _count(error: ImportRefused) -> int:
    return error.refusals.count if error.refusals else len(error.faults)


def _lines(summary: Summary, path: Path) -> Iterator[str]:
    crs = f", {summary.crs}" if summary.crs else ""
    yield f"{summary.file}: {summary.read:,} {summary.subject} read{crs}"
    tally = summary.tally
    yield f"  {tally.new:,} new, {tally.changed:,} changed, {tally.unchanged:,} unchanged"
    if summary.repairs:
        yield f"  repaired: {len(summary.repairs):,}"
    for repair in summary.repairs[:_MOST_REPAIRS]:
        yield (
            f"    {unit_of(path)} {repair.number} ({repair.label}): {', '.join(repair.what)}; area "
            f"changed by {repair.share:.2%}"
        )
    if (more := len(summary.repairs) - _MOST_REPAIRS) > 0:
        yield f"    … and {more} more (--json lists all)"
    yield from (f"  note: {note}" for note in summary.notes)
    yield from (f"  warning: {warning}" for warning in summary.warnings)
