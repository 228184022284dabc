"""Turns a folium map into a page with local files only and a policy that names every inline block.

folium writes a page for notebooks, which links to half a dozen content networks. Here its elements
are rendered once, its links are replaced by the copies under static/vendor or refused, and what it
writes inline is allowed by SHA-256. No text of users is part of it.
"""

from base64 import b64encode
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from importlib.resources import files
from typing import cast

import folium
from branca.element import CssLink, Figure, JavascriptLink

from gis.pictures.choropleth_style import Page, PageFrame

# folium's name of an asset: our copy. Our maps use nothing else of what folium adds.
LOCAL = {
    "leaflet": "vendor/leaflet/leaflet.js",
    "leaflet_css": "vendor/leaflet/leaflet.css",
    "leaflet-heat.js": "vendor/leaflet.heat/leaflet-heat.js",
}
UNUSED = frozenset(
    {
        "jquery",
        "bootstrap",
        "bootstrap_css",
        "awesome_markers",
        "awesome_markers_css",
        "awesome_markers_font_css",
        "awesome_rotate_css",
        "glyphicons_css",
    }
)
_LINKING = frozenset({"src", "href", "data", "action", "poster", "srcset", "xlink:href"})
_CSS = files(__package__).joinpath("choropleth.css").read_text(encoding="utf-8")

# Hatching shows "no number" by form, not by colour alone.
_PATTERNS = (
    '<svg id="patterns" aria-hidden="true" focusable="false"><pattern id="hatch" width="7"'
    ' height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-ground" width="7" height="7"/>'
    '<line class="hatch-line" x1="0" y1="0" x2="0" y2="7"/></pattern></svg>'
)


class ForeignAsset(ValueError):
    """The page would send a request to another host."""


def page_of(drawing: folium.Map, frame: PageFrame) -> Page:
    """Return the map as a page that requests only this host; raise ForeignAsset otherwise."""
    figure = cast("Figure", drawing.get_root())
    for child in figure._children.values():
        child.render()
    links = "".join(_links(figure, frame.static))
    html = (
        f'<!doctype html>\n<html lang="{escape(frame.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(frame.title)}</title>{links}<style>{_CSS}</style></head>"
        f'<body class="{escape(frame.body_class)}">'
        f'<main aria-label="{escape(frame.title)}">'
        f'<noscript><p class="no-script">{escape(frame.no_script)}</p></noscript>'
        f"{_PATTERNS}{figure.html.render()}</main>"
        f'<footer class="legend">{frame.legend}{_credit(frame.attribution)}</footer>'
        f"<script>{figure.script.render()}</script></body></html>\n"
    )
    inline = _InlineBlocks()
    inline.feed(html)
    inline.close()
    return Page(html, _policy(inline))


def _credit(attribution: str) -> str:
    """Return whom the ground is by, as text: a sandboxed frame cannot follow a link."""
    return f'<p class="credit">{escape(attribution)}</p>' if attribution else ""


def _links(figure: Figure, static: str) -> list[str]:
    """Return links to our copies; folium's other header parts repeat choropleth.css."""
    links = []
    for name, child in figure.header._children.items():
        if not isinstance(child, (CssLink, JavascriptLink)) or name in UNUSED:
            continue
        if name not in LOCAL:
            raise ForeignAsset(f"folium asks for {name}: {child.url}")
        address = escape(static + LOCAL[name])
        if isinstance(child, CssLink):
            links.append(f'<link rel="stylesheet" href="{address}">')
        else:
            links.append(f'<script src="{address}"></script>')
    return links


class _InlineBlocks(HTMLParser):
    """Collects the hashes of inline blocks; refuses external links and inline attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.hashes: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check the addresses of a tag, and whether it begins an inline block."""
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            if name in _LINKING and not _is_ours(value):
                raise ForeignAsset(f"<{tag} {name}={value!r}>")
            if name == "style" or name.startswith("on"):
                raise ForeignAsset(f"<{tag}> has an inline {name}, which the policy refuses")
        self._inside = tag if tag in self.hashes and "src" not in values else ""

    def handle_endtag(self, tag: str) -> None:
        """Leave the block."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Hash a block exactly as the browser will."""
        if self._inside:
            digest = b64encode(sha256(data.encode()).digest()).decode()
            self.hashes[self._inside].append(f"'sha256-{digest}'")


def _is_ours(address: str) -> bool:
    return address.startswith("#") or (address.startswith("/") and not address.startswith("//"))


def _policy(inline: _InlineBlocks) -> str:
    """Return the page's Content-Security-Policy: a sandbox with scripts, nothing external."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *inline.hashes["script"])),
            " ".join(("style-src 'self'", *inline.hashes["style"])),
            "img-src 'self' data:",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            "sandbox allow-scripts",
        )
    )
