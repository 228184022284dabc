"""What a density map is told: words, tones and the frame of its page. Knows nothing of folium."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class DistrictStyle(NamedTuple):
    """How a district shows: its tone (None: hatched, no number), short label, whole sentence."""

    tone: int | None
    label: str
    said: str
    name: str


class Controls(NamedTuple):
    """Words on the map itself."""

    title: str
    zoom_in: str
    zoom_out: str


class PageFrame(NamedTuple):
    """What surrounds the map: its language, title, and the HTML of its legend."""

    language: str
    title: str
    no_script: str
    legend: str
    static: str = "/static/"
    body_class: str = ""


class Page(NamedTuple):
    """A finished page and the policy under which it works."""

    html: str
    policy: str


def legend_rows(rows: Sequence[tuple[str, str, str]]) -> str:
    """Return HTML of a legend: pairs of a swatch's class and words, with a smaller remark."""
    items = "".join(
        f'<li><svg class="swatch" aria-hidden="true"><rect class="{escape(tone)}" width="100%"'
        f' height="100%"/></svg><span>{escape(words)} <small>{escape(remark)}</small></span></li>'
        for tone, words, remark in rows
    )
    return f"<ul>{items}</ul>"
