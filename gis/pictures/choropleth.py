"""Draws density maps with folium: districts in classes of colour, or heat over a grid.

The caller passes all text translated; names of districts are the only text from outside, and are
set as text, never as HTML.
"""

import json
from collections import Counter
from collections.abc import Mapping
from html import escape
from math import log2

import folium
from branca.element import MacroElement
from folium.plugins import HeatMap
from folium.template import Template
from folium.utilities import JsCode

from gis.density import DensityFrame, Heat
from gis.geometry import Bbox
from gis.pictures.choropleth_style import Controls, DistrictStyle

# Names are drawn only while there is room for them; the tooltip and the table always have them.
MAX_NAMED = 16
BRUSH_PX = 20
TILE_PX = 256

_ADD_TOOLTIP = JsCode("""(feature, layer) => {
    const words = document.createElement("div");
    words.textContent = feature.properties.said;
    layer.bindTooltip(words, {sticky: true});
    layer.on("add", () => {
        const path = layer.getElement();
        path.setAttribute("tabindex", "0");
        path.setAttribute("role", "img");
        path.setAttribute("aria-label", feature.properties.said);
    });
}""")
# A scale for day and one for night: the dense end always stands out most.
_GRADIENT = JsCode(
    'matchMedia("(prefers-color-scheme: dark)").matches'
    ' ? {0.15: "#66401a", 0.4: "#a8661c", 0.7: "#e39a3b", 1: "#ffe9b8"}'
    ' : {0.15: "#fed98e", 0.4: "#fe9929", 0.7: "#d95f0e", 1: "#8c2d04"}'
)


# A label that does not fit its district or would cover another is hidden; numbers come first.
_FIT_LABELS = """
let fitting = 0;
function fitLabels() {
    cancelAnimationFrame(fitting);
    fitting = requestAnimationFrame(() => {
        const paths = document.querySelectorAll(".district");
        const labels = [...document.querySelectorAll(".district-label")];
        const taken = [];
        const meets = (a, b) => a.left < b.right && b.left < a.right
            && a.top < b.bottom && b.top < a.bottom;
        for (const tag of ["B", "SPAN"]) {
            labels.forEach((label, place) => {
                const word = [...label.children].find((child) => child.tagName === tag);
                if (!word || !paths[place]) return;
                const box = word.getBoundingClientRect();
                const room = paths[place].getBoundingClientRect();
                const fits = box.width <= room.width && !taken.some((one) => meets(box, one));
                word.classList.toggle("is-tight", !fits);
                if (fits) taken.push(box);
            });
        }
    });
}
"""


def choropleth(
    frame: DensityFrame, styles: Mapping[int, DistrictStyle], controls: Controls
) -> folium.Map:
    """Draw every district of the frame in its tone, labelled with its number."""
    drawing = _empty_map(frame, controls)
    _districts(frame, styles).add_to(drawing)
    _add_base_layers(frame, drawing)
    named = len(frame.districts) <= MAX_NAMED
    for place in frame.districts:
        style = styles[place.id]
        html = f"<b>{escape(style.label)}</b>"
        if named:
            html += f"<span>{escape(style.name)}</span>"
        icon = folium.DivIcon(
            html=html, icon_size=(130, 44), icon_anchor=(65, 22), class_name="district-label"
        )
        folium.Marker((place.lat, place.lon), icon=icon, interactive=False, keyboard=False).add_to(
            drawing
        )
    return drawing


def heat_map(
    frame: DensityFrame, heat: Heat, styles: Mapping[int, DistrictStyle], controls: Controls
) -> folium.Map:
    """Draw the weights of the cells as a surface over the outlines of the districts."""
    drawing = _empty_map(frame, controls)
    _add_base_layers(frame, drawing)
    _districts(frame, styles).add_to(drawing)
    zoom = _zoom_of(frame.bounds)
    if heat.cells:
        HeatMap(  # type: ignore[no-untyped-call]  # folium leaves its plugins untyped
            [(round(c.lat, 5), round(c.lon, 5), c.reports) for c in heat.cells],
            max=_peak(heat, zoom),
            max_zoom=zoom,
            min_opacity=0.2,
            radius=BRUSH_PX,
            blur=16,
            gradient=_GRADIENT,
        ).add_to(drawing)
    return drawing


class _Controls(MacroElement):
    """Zoom buttons in the page's language, an accessible name for the map, labels that fit."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this.fit_labels }}
        L.control.zoom({{ this.titles|tojson }}).addTo({{ this._parent.get_name() }});
        {{ this._parent.get_name() }}.getContainer().setAttribute("role", "region");
        {{ this._parent.get_name() }}.getContainer()
            .setAttribute("aria-label", {{ this.title|tojson }});
        {{ this._parent.get_name() }}.on("zoomend resize layeradd", fitLabels);
        document.fonts.ready.then(fitLabels);
        {% endmacro %}
    """)

    def __init__(self, controls: Controls) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium leaves it untyped
        self._name = "Manners"
        self.title = controls.title
        self.fit_labels = _FIT_LABELS
        self.titles = {"zoomInTitle": controls.zoom_in, "zoomOutTitle": controls.zoom_out}


def _empty_map(frame: DensityFrame, controls: Controls) -> folium.Map:
    west, south, east, north = frame.bounds
    drawing = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.75,
        min_zoom=5,
        max_zoom=18,
        # The page must scroll past the map: by wheel, and by one finger on a phone.
        scroll_wheel_zoom=False,
    )
    drawing.options["dragging"] = JsCode(  # type: ignore[assignment]  # it is drawn as it stands
        "!L.Browser.mobile"
    )
    drawing.add_child(_Controls(controls))
    drawing.fit_bounds([(south, west), (north, east)], padding=(14, 14))
    if frame.outline:
        _plain(frame.outline, "outline").add_to(drawing)
    return drawing


def _add_base_layers(frame: DensityFrame, drawing: folium.Map) -> None:
    for layer in ("water", "street"):
        if layer in frame.base:
            _plain(frame.base[layer], layer).add_to(drawing)


def _plain(shape: str, css_class: str) -> folium.GeoJson:
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shape)}
    return folium.GeoJson(feature, interactive=False, className=css_class)


def _districts(
    frame: DensityFrame, styles: Mapping[int, DistrictStyle]
) -> folium.GeoJson | folium.FeatureGroup:
    features = [
        {
            "type": "Feature",
            "id": str(place.id),
            "properties": {"said": styles[place.id].sentence, "tone": styles[place.id].tone},
            "geometry": json.loads(place.shape),
        }
        for place in frame.districts
    ]
    if not features:
        return folium.FeatureGroup()
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=_style,
        on_each_feature=_ADD_TOOLTIP,
    )


def _style(feature: Mapping[str, Mapping[str, int | None]]) -> dict[str, str]:
    tone = feature["properties"]["tone"]
    return {"className": f"district tone-{'none' if tone is None else tone}"}


def _peak(heat: Heat, zoom: int) -> float:
    """Return the largest number of reports under one brush at this zoom: that of full heat."""
    side = BRUSH_PX * 360 / (TILE_PX * 2**zoom)
    under: Counter[tuple[int, int]] = Counter()
    for cell in heat.cells:
        under[int(cell.lon / side), int(cell.lat * 1.5 / side)] += cell.reports
    return float(max(under.values()))


def _zoom_of(bounds: Bbox) -> int:
    """Return the zoom at which the bounds fill some 800 pixels: weights count in full there."""
    span = max(bounds.east - bounds.west, (bounds.north - bounds.south) * 1.5, 0.001)
    return max(5, min(17, round(log2(360 * 800 / TILE_PX / span))))
