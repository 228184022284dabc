"""Text, tones and page frame of a density map, independent of folium."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class DistrictStyle(NamedTuple):
    """How a district is drawn: its tone (None: hatched, no number), short label, full sentence."""

    tone: int | None
    label: str
    sentence: str
    name: str


class Controls(NamedTuple):
    """Text on the map itself."""

    title: str
    zoom_in: str
    zoom_out: str


class PageFrame(NamedTuple):
    """The page around the map: language, title, the HTML of its legend, whom the ground is by."""

    language: str
    title: str
    no_script: str
    legend: str
    static: str = "/static/"
    attribution: str = ""
    body_class: str = ""


class Page(NamedTuple):
    """A finished page and its Content-Security-Policy."""

    html: str
    policy: str


def legend_rows(rows: Sequence[tuple[str, str, str]]) -> str:
    """Return HTML of a legend: rows of a swatch's class, a text and a smaller remark."""
    items = "".join(
        f'<li><svg class="swatch" aria-hidden="true"><rect class="{escape(tone)}" width="100%"'
        f' height="100%"/></svg><span>{escape(text)} <small>{escape(remark)}</small></span></li>'
        for tone, text, remark in rows
    )
    return f"<ul>{items}</ul>"
