"""How the hromada works, for everybody: what became of its reports, by district and by body."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime, gettext

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.operations.snapshots import make_snapshot
from app.queries.snapshots import Snapshot, latest_snapshot, latest_snapshot_at, still_overdue
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.languages import chosen_language
from app.web.statistics.outcomes import (
    OutcomeBars,
    bar_in_words,
    csv_of_outcomes,
    late_by,
    length_in_words,
    lists_of,
)
from app.web.statistics.rendered import RenderedPages, rendered
from app.web.urls import numbered

bp = Blueprint("performance", __name__)

_PAGES = RenderedPages(most=64)


@bp.get("/<slug>/performance")
@requires(Permission.SEE)
def page(slug: str) -> ResponseReturnValue:
    """Show the hromada's public statistics as they were counted this morning."""
    with _counted(slug) as (context, made_at):
        made_of = _made_of(context, made_at)
        make = partial(_performance, context)
        page = rendered(make()) if made_of is None else _PAGES.page(made_of, make)
    response = make_response(page.html)
    response.set_etag(page.etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@bp.get(f"/<slug>/performance/bodies/{numbered('number')}")
@requires(Permission.SEE)
def body(slug: str, number: int) -> ResponseReturnValue:
    """Show one body's numbers, and its reports that are past their term."""
    with _counted(slug) as (context, _):
        snapshot = _kept(context)
        line = snapshot.body(number)
        if line is None:
            raise NotFound("There is no such body in this hromada.")
        numbers = snapshot.overdue.get(number, ())
        late = still_overdue(context.session, number, numbers, now=now()) if numbers else []
        response = make_response(
            _html(context, "statistics/body.html", snapshot, line=line, late=late)
        )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/<slug>/performance.csv")
@requires(Permission.SEE)
def as_csv(slug: str) -> Response:
    """Return the same numbers for a spreadsheet."""
    with _counted(slug) as (context, _):
        response = make_response(csv_of_outcomes(_kept(context)))
    response.content_type = "text/csv; charset=utf-8"
    name = f"{slug}-performance.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@contextmanager
def _counted(slug: str) -> Iterator[tuple[HromadaContext, datetime]]:
    """Yield when the latest statistics were made; the first are made now, later by the clock."""
    with reading_in(slug) as context:
        if (kept := latest_snapshot_at(context.session)) is not None:
            yield context, kept
            return
    with writing_in(slug) as context:
        make_snapshot(context.session, now=now())
        yield context, _kept(context).made_at


def _kept(context: HromadaContext) -> Snapshot:
    if (snapshot := latest_snapshot(context.session)) is None:
        raise NotFound("The numbers are being counted. Open the page again in a minute.")
    return snapshot


def _made_of(context: HromadaContext, made_at: datetime) -> Hashable | None:
    """Return all that the page shows is made of; None for one's own page, or a rare address."""
    if context.user.signed_in or set(request.args) - {"lang"}:
        return None
    return request.url, chosen_language(), context.hromada, made_at


def _performance(context: HromadaContext) -> str:
    return _html(context, "statistics/performance.html", _kept(context))


def _html(context: HromadaContext, template: str, snapshot: Snapshot, **more: object) -> str:
    return render_template(
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


def _as_of(snapshot: Snapshot) -> str:
    time = format_datetime(snapshot.made_at, "HH:mm")
    day = format_date(snapshot.made_at, "d MMMM")
    return str(gettext("As of %(time)s, %(day)s.", time=time, day=day))
