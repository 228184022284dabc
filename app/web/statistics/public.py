"""How the hromada works, for everybody: what became of its reports, by district and by body."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime, gettext

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.operations.snapshots import make_snapshot
from app.queries.snapshots import Snapshot, latest_snapshot, still_overdue
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.web.statistics.outcomes import (
    OutcomeBars,
    bar_in_words,
    csv_of_outcomes,
    late_by,
    length_in_words,
    lists_of,
)
from app.web.urls import numbered

bp = Blueprint("performance", __name__)


@bp.get("/<slug>/performance")
@requires(Permission.SEE)
def page(slug: str) -> ResponseReturnValue:
    """Show the hromada's public statistics as they were counted this morning."""
    with _counted(slug) as (context, snapshot):
        return _render(context, "statistics/performance.html", snapshot)


@bp.get(f"/<slug>/performance/bodies/{numbered('number')}")
@requires(Permission.SEE)
def body(slug: str, number: int) -> ResponseReturnValue:
    """Show one body's numbers, and its reports that are past their term."""
    with _counted(slug) as (context, snapshot):
        line = snapshot.body(number)
        if line is None:
            raise NotFound("There is no such body in this hromada.")
        numbers = snapshot.overdue.get(number, ())
        late = still_overdue(context.session, number, numbers, now=now()) if numbers else []
        return _render(context, "statistics/body.html", snapshot, line=line, late=late)


@bp.get("/<slug>/performance.csv")
@requires(Permission.SEE)
def as_csv(slug: str) -> Response:
    """Return the same numbers for a spreadsheet."""
    with _counted(slug) as (_, snapshot):
        response = make_response(csv_of_outcomes(snapshot))
    response.content_type = "text/csv; charset=utf-8"
    name = f"{slug}-performance.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@contextmanager
def _counted(slug: str) -> Iterator[tuple[HromadaContext, Snapshot]]:
    """Read the latest statistics; make them where there are none: later ones come by the clock."""
    with reading_in(slug) as context:
        if (kept := latest_snapshot(context.session)) is not None:
            yield context, kept
            return
    with writing_in(slug) as context:
        make_snapshot(context.session, now=now())
        if (made := latest_snapshot(context.session)) is None:
            raise NotFound("The numbers are being counted. Open the page again in a minute.")
        yield context, made


def _render(
    context: HromadaContext, template: str, snapshot: Snapshot, **more: object
) -> ResponseReturnValue:
    response = make_response(
        render_template(
            template,
            here="performance",
            hromada=context.hromada,
            user=context.user,
            snapshot=snapshot,
            as_of=_as_of(snapshot),
            parts_of=OutcomeBars().parts_of,
            bar_in_words=bar_in_words,
            in_words=length_in_words,
            lists_of=lists_of,
            late_by=lambda due_at: late_by(now() - due_at),
            **more,
        )
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _as_of(snapshot: Snapshot) -> str:
    time = format_datetime(snapshot.made_at, "HH:mm")
    day = format_date(snapshot.made_at, "d MMMM")
    return str(gettext("As of %(time)s, %(day)s.", time=time, day=day))
