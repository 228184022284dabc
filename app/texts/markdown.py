"""Simple markup of people's texts as safe HTML: headings, lists, emphasis, links, quotes."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = frozenset(
    {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br"}
)
_SCHEMES = frozenset({"https", "http", "mailto", "tel"})
_LEVELS = {"h1": "h2", "h2": "h2"}
_READER = MarkdownIt("commonmark", {"html": False}).disable(
    # Of references one long address could be repeated thousands of times.
    ["image", "code", "fence", "backticks", "html_block", "html_inline", "lheading", "reference"]
)
# Texts of an installation that are read often; each has 20,000 characters at most.
_KEPT = 128


@lru_cache(_KEPT)
def render_markdown(text: str) -> Markup:
    """Return the text as HTML; whatever is not simple markup stays text."""
    tokens = _READER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _LEVELS.get(token.tag, "h3")
    made = _READER.renderer.render(tokens, _READER.options, {})
    # The reader escapes already; what it might miss is taken out here.
    clean = nh3.clean(
        made,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(_SCHEMES),
        link_rel="noopener",
    )
    return Markup(clean)  # noqa: S704 - what nh3 has cleaned
