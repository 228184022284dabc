"""URLs of pages: numbers in them, and the page that leads to a form."""

from typing import NamedTuple

from flask import current_app, g, request, url_for
from werkzeug.exceptions import HTTPException

from app.services import services

# No number is higher, and the database would not take it.
_MOST = 999_999_999_999
# Pages for search engines; the others are forms, desks, private links, parts of these.
INDEXED = frozenset(
    {
        "home.page",
        "hromada_pages.installation",
        "hromada_pages.page",
        "notices.listing",
        "notices.page",
        "places.city",
        "places.listing",
        "report_page.page",
    }
)


class PageAddress(NamedTuple):
    """A page's own URL, and the URLs of it in each language; ``uk`` is the one without any."""

    canonical: str
    uk: str
    en: str


def numbered(name: str) -> str:
    """Return the converter of a number that the database generated, for a route."""
    return f"<int(max={_MOST}):{name}>"


def page_path() -> str:
    """Return the path of this request, or, of a POST, the page that leads to its form."""
    path = request.path
    if request.method in {"GET", "HEAD"}:
        return path
    while path.strip("/"):
        for nearby in (path, f"{path}/new"):
            if _is_page(nearby):
                return nearby
        path = path.rpartition("/")[0]
    return "/"


def _is_page(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True


def page_address() -> PageAddress | None:
    """Return the URLs of this page without filters; None for what search engines do not list."""
    place = g.get("hromada")
    if request.endpoint not in INDEXED or (place and not place.indexable):
        return None
    values = (request.view_args or {}) | ({"slug": place.slug} if place else {})
    uk = services().settings.public_url + url_for(request.endpoint, **values)
    en = f"{uk}?lang=en"
    return PageAddress(en if request.args.get("lang") == "en" else uk, uk, en)
