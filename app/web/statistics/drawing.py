"""The map of the statistics as a page: the only module that needs folium."""

from app.inputs.statistics import Measure, Selection
from app.security.request_context import HromadaContext, now
from app.texts.languages import chosen_language
from app.web.statistics.map import (
    class_legend,
    controls,
    district_styles,
    heat_legend,
    page_frame,
    plain_styles,
    values_of,
)
from gis.density import classes_of, frame_of, heat_of, numbers_of
from gis.geometry import Bbox
from gis.pictures.choropleth import choropleth, heat_map
from gis.pictures.choropleth_style import Page
from gis.pictures.folium_page import page_of


def drawn_page(context: HromadaContext, selection: Selection, *, counted: str) -> Page:
    """Return the map for the selection; ``counted`` describes what is counted."""
    draw = _heat if selection.measure is Measure.HEAT else _districts
    return draw(context, selection, counted)


def _districts(context: HromadaContext, selection: Selection, counted: str) -> Page:
    conn, hromada, measure = context.session.connection(), context.hromada, selection.measure
    frame = frame_of(conn, hromada.id, Bbox(*hromada.bounds), now=now())
    values = values_of(
        frame, numbers_of(conn, hromada.id, selection.report_filter, now=now()), measure
    )
    classes = classes_of(values)
    drawing = choropleth(
        frame, district_styles(frame, values, classes, measure), controls(selection)
    )
    legend = class_legend(frame, classes, measure, counted=counted)
    return page_of(drawing, page_frame(hromada, selection, legend, language=chosen_language()))


def _heat(context: HromadaContext, selection: Selection, counted: str) -> Page:
    conn, hromada = context.session.connection(), context.hromada
    frame = frame_of(conn, hromada.id, Bbox(*hromada.bounds), now=now())
    heat = heat_of(conn, hromada.id, selection.report_filter, lat=hromada.lat)
    drawing = heat_map(frame, heat, plain_styles(frame), controls(selection))
    legend = heat_legend(heat, counted=counted)
    return page_of(drawing, page_frame(hromada, selection, legend, language=chosen_language()))
