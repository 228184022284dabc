"""URLs of pages: numbers in them, and the page that leads to a form."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException

# No number is higher, and the database would not take it.
_MOST = 999_999_999_999


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
