"""The map of the statistics: tone and label of each district, and the legend."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from flask_babel import gettext, ngettext

from app.inputs.statistics import Measure, Selection
from app.queries.territory.hromadas import HromadaCard
from app.texts.languages import in_language
from app.web.statistics.texts import (
    EXPLAINED,
    MISSING,
    NO_NUMBER,
    UNIT_OF,
    describe_value,
    format_value,
    rounded,
)
from gis.density import DensityFrame, DensityPlace, DensityTally, Heat, Numbers, ValueClass
from gis.pictures.choropleth_style import Controls, DistrictStyle, PageFrame, legend_rows

_VALUE: dict[Measure, Callable[[Numbers, int | None], float | None]] = {
    Measure.RECEIVED: lambda numbers, _residents: numbers.received,
    Measure.OPEN: lambda numbers, _residents: numbers.open,
    Measure.OVERDUE: lambda numbers, _residents: numbers.overdue_share,
    Measure.DAYS: lambda numbers, _residents: numbers.days_to_answer,
    Measure.PER_THOUSAND: lambda numbers, residents: numbers.per_thousand(residents),
}


def values_of(frame: DensityFrame, tally: DensityTally, measure: Measure) -> dict[int, float]:
    """Return each district's value, rounded as shown; a district without one is left out."""
    value = _VALUE[measure]
    values = {
        place.id: value(tally.districts.get(place.id, Numbers()), place.population)
        for place in frame.districts
    }
    unit = UNIT_OF[measure]
    return {key: rounded(number, unit) for key, number in values.items() if number is not None}


def district_styles(
    frame: DensityFrame,
    values: Mapping[int, float],
    classes: Sequence[ValueClass],
    measure: Measure,
) -> dict[int, DistrictStyle]:
    """Return the style of each district."""
    tones = {key: one.tone for one in classes for key in one.ids}
    return {
        place.id: _style(place, values.get(place.id), tones.get(place.id), measure)
        for place in frame.districts
    }


def plain_styles(frame: DensityFrame) -> dict[int, DistrictStyle]:
    """Return styles with names alone, for below a heat surface."""
    return {p.id: DistrictStyle(None, "", in_language(p), in_language(p)) for p in frame.districts}


def class_legend(
    frame: DensityFrame, classes: Sequence[ValueClass], measure: Measure, *, counted: str
) -> str:
    """Return the legend: each class with its values and number of districts."""
    unit = UNIT_OF[measure]
    rows = [
        (
            f"tone-{one.tone}",
            format_value(one.low, unit)
            if one.low == one.high
            else f"{format_value(one.low, unit)} – {format_value(one.high, unit)}",
            _districts(len(one.ids)),
        )
        for one in classes
    ]
    without = len(frame.districts) - sum(len(one.ids) for one in classes)
    if without:
        text = gettext("no number: %(why)s", why=str(MISSING.get(measure, "")))
        rows.append(("tone-none", text, _districts(without)))
    if not frame.districts:
        empty = gettext("No districts are drawn yet.")
        return _titled(measure, f"<p>{escape(empty)}</p>")
    remark = f"<p>{escape(counted)}</p>"
    return _titled(measure, legend_rows(rows) + remark)


def heat_legend(heat: Heat, *, counted: str) -> str:
    """Return the legend of a heat surface: the scale and its maximum."""
    if not heat.cells:
        empty = gettext("No reports in this selection.")
        return _titled(Measure.HEAT, f"<p>{escape(empty)}</p>")
    most = heat.cells[0].reports
    few, many = escape(gettext("few")), escape(gettext("many"))
    scale = f'<div class="heat-scale"><span>{few}</span><i></i><span>{many}</span></div>'
    text = ngettext(
        "Counted in squares of %(side)s m; at most %(num)s report in one square.",
        "Counted in squares of %(side)s m; at most %(num)s reports in one square.",
        most,
        side=heat.cell_m,
    )
    return _titled(Measure.HEAT, f"{scale}<p>{escape(text)} {escape(counted)}</p>")


def page_frame(
    hromada: HromadaCard, selection: Selection, legend: str, *, language: str
) -> PageFrame:
    """Return the frame of the map: title, legend, text without scripts."""
    return PageFrame(
        language=language,
        title=f"{EXPLAINED[selection.measure]} · {in_language(hromada)}",
        no_script=gettext("The map needs JavaScript; the table has the same numbers without it."),
        legend=legend,
        attribution=hromada.attribution,
        body_class="is-heat" if selection.measure is Measure.HEAT else "",
    )


def controls(selection: Selection) -> Controls:
    """Return the labels of the map's controls."""
    return Controls(
        title=str(EXPLAINED[selection.measure]),
        zoom_in=gettext("Zoom in"),
        zoom_out=gettext("Zoom out"),
    )


def _style(
    place: DensityPlace, value: float | None, tone: int | None, measure: Measure
) -> DistrictStyle:
    name = in_language(place)
    if value is None:
        why = gettext("no number: %(why)s", why=str(MISSING.get(measure, "")))
        return DistrictStyle(None, NO_NUMBER, f"{name}: {why}", name)
    return DistrictStyle(
        tone,
        format_value(value, UNIT_OF[measure]),
        f"{name}: {describe_value(value, measure)}",
        name,
    )


def _districts(number: int) -> str:
    text = ngettext("%(num)s district", "%(num)s districts", number)
    return f"({text})"


def _titled(measure: Measure, rest: str) -> str:
    return f"<h1>{escape(str(EXPLAINED[measure]))}</h1>{rest}"
