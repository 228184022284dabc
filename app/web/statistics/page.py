"""Statistics for officials and the working group: maps of districts, tables, trend, stuck reports.

Only public reports are counted, and the page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, ngettext

from app.domain.deadlines import KYIV
from app.domain.errors import Rejected
from app.domain.roles import Permission
from app.errors import field_errors
from app.inputs.statistics import Period, Selection, parse_selection
from app.queries.statistics import (
    Month,
    StatisticsChoice,
    StuckReport,
    Tables,
    months_of,
    stuck_reports,
    tables_of,
)
from app.security.headers import allow
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.texts.languages import in_language
from app.web.statistics.chart import chart_of
from app.web.statistics.tables import BODY_COLUMNS, DISTRICT_COLUMNS, TableView, csv_of, table_view
from app.web.statistics.texts import EXPLAINED, MEASURES, PERIODS, Unit, format_value

bp = Blueprint("statistics", __name__)


@dataclass(frozen=True, slots=True)
class _Results:
    """Query results for one selection."""

    tables: Tables
    months: list[Month]
    stuck: list[StuckReport]


@bp.get("/<slug>/statistics")
@requires(Permission.SEE_STATISTICS)
def statistics(slug: str) -> ResponseReturnValue:
    """Show the numbers; wrong filters are marked, the default selection is shown."""
    errors: dict[str, str] = {}
    with reading_in(slug) as context:
        try:
            selection = _selection()
            answer = _query(context, selection)
        except Rejected as error:
            errors = field_errors(error)
            selection = parse_selection({}, today=_today())
            answer = _query(context, selection)
    allow("frame-src", "'self'")
    page = render_template(
        "statistics/statistics.html",
        here="statistics",
        hromada=context.hromada,
        errors=errors,
        typed=request.args if errors else selection.query(),
        selection=selection,
        answer=answer,
        chart=chart_of(answer.months),
        late_by=_late_by,
        **_addresses(slug, selection),
        **_labels(selection, answer.tables),
    )
    return page, 422 if errors else 200


@bp.get("/<slug>/statistics/map")
@requires(Permission.SEE_STATISTICS)
def statistics_map(slug: str) -> Response:
    """Return the map alone: a page for a sandboxed frame, under a policy of its own."""
    # folium takes as long to import as the whole program: only the first map waits for it.
    from app.web.statistics.drawing import drawn_page

    selection = _selection()
    with reading_in(slug) as context:
        page = drawn_page(context, selection, counted=_period_text(selection))
    response = make_response(page.html)
    response.headers["Content-Security-Policy"] = page.policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/<slug>/statistics.csv")
@requires(Permission.SEE_STATISTICS)
def statistics_csv(slug: str) -> Response:
    """Return both tables, by district and by body, for a spreadsheet."""
    with reading_in(slug) as context:
        tables = tables_of(context.session, context.hromada, _selection().report_filter, now=now())
    response = make_response(
        csv_of(
            (
                (gettext("district"), tables.districts, gettext("Outside the districts")),
                (gettext("body"), tables.bodies, gettext("No body yet")),
            )
        )
    )
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-statistics.csv"'
    return response


def _today() -> date:
    return now().astimezone(KYIV).date()


def _selection() -> Selection:
    return parse_selection(request.args, today=_today())


def _query(context: HromadaContext, selection: Selection) -> _Results:
    session, hromada, filters = context.session, context.hromada, selection.report_filter
    return _Results(
        tables=tables_of(session, hromada, filters, now=now()),
        months=months_of(session, filters, first=selection.first, last=selection.last),
        stuck=stuck_reports(session, filters, now=now()),
    )


def _addresses(slug: str, selection: Selection) -> dict[str, object]:
    """Return the URLs of the page's own links."""

    def address(query: Mapping[str, Any]) -> str:
        return url_for("statistics.statistics", slug=slug, **query)

    unsorted: Mapping[str, Any] = selection.query(sort="", order="")
    return {
        "address": address,
        "map_address": url_for("statistics.statistics_map", slug=slug, **unsorted),
        "csv_address": url_for("statistics.statistics_csv", slug=slug, **unsorted),
    }


def _labels(selection: Selection, tables: Tables) -> dict[str, object]:
    """Return the labels and choices of the template."""
    return {
        "measures": MEASURES,
        "explained": EXPLAINED[selection.measure],
        "periods": PERIODS,
        "everything": Period.ALL,
        "custom": selection.period is Period.CUSTOM,
        "period_text": _period_text(selection),
        "today": _today(),
        "groups": _groups(tables),
        "bodies": [(c.code, in_language(c)) for c in tables.choices if c.kind == "body"],
        "headline": _headline(tables),
        "district_table": _district_table(tables, selection),
        "body_table": table_view(
            tables.bodies, BODY_COLUMNS, selection, names=(gettext("Body"), gettext("No body yet"))
        ),
    }


def _district_table(tables: Tables, selection: Selection) -> TableView:
    names = (gettext("District"), gettext("Outside the districts"))
    return table_view(tables.districts, DISTRICT_COLUMNS, selection, names=names)


def _headline(tables: Tables) -> list[tuple[str, str]]:
    """Return the key numbers of the whole hromada."""
    numbers = tables.districts.total.numbers
    return [
        (gettext("Received"), format_value(numbers.received, Unit.REPORTS)),
        (gettext("Open"), format_value(numbers.open, Unit.REPORTS)),
        (gettext("In progress"), format_value(numbers.progress, Unit.REPORTS)),
        (gettext("Solved by a resident’s word"), format_value(numbers.word, Unit.REPORTS)),
        (gettext("Overdue"), format_value(numbers.overdue, Unit.REPORTS)),
        (gettext("Answered in time"), format_value(numbers.in_time_share, Unit.SHARE)),
        (gettext("Days to the answer"), format_value(numbers.days_to_answer, Unit.DAYS)),
    ]


def _late_by(report: StuckReport) -> str:
    days = (now() - report.due_at).days
    if days < 1:
        return str(gettext("less than a day"))
    return str(ngettext("%(num)s day", "%(num)s days", days))


def _groups(tables: Tables) -> list[tuple[StatisticsChoice, list[StatisticsChoice]]]:
    """Return the groups of categories, each with its leaves."""
    categories = [c for c in tables.choices if c.kind == "category"]
    return [
        (group, [leaf for leaf in categories if leaf.parent_id == group.id])
        for group in categories
        if group.parent_id is None
    ]


def _period_text(selection: Selection) -> str:
    last = format_date(selection.last, "d MMMM y")
    if selection.first is None:
        return str(gettext("Received up to %(last)s.", last=last))
    first = format_date(selection.first, "d MMMM y")
    return str(gettext("Received from %(first)s to %(last)s.", first=first, last=last))
