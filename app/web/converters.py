"""Parts of an address: each is judged before any view sees it, and what fails is a 404.

A part of a route without a converter is a name; other converters are chosen by name.
"""

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter


class NameConverter(BaseConverter):
    """A slug or KATOTTG code, as routes without a converter take it."""

    regex = "[A-Za-z0-9][A-Za-z0-9-]{0,99}"


class WholeNumberConverter(IntegerConverter):
    """A number from 0 up, of ASCII digits without zeros in front; ``max`` bounds it further."""

    # Of more than 4,300 digits Python makes no number.
    regex = "(?:0|[1-9][0-9]{0,14})"


class PhotoKeyConverter(BaseConverter):
    """The random key of a photo."""

    regex = "[A-Za-z0-9_-]{8,64}"


class LinkTokenConverter(BaseConverter):
    """A random or signed token from a letter."""

    regex = "[A-Za-z0-9_.-]{1,500}"


CONVERTERS: dict[str, type[BaseConverter]] = {
    "default": NameConverter,
    "int": WholeNumberConverter,
    "photo_key": PhotoKeyConverter,
    "token": LinkTokenConverter,
}
# Werkzeug's others let through whatever is no slash, or numbers of any length.
_WITHDRAWN = ("string", "path", "float", "uuid")


def register_converters(app: Flask) -> None:
    """Let routes use these converters and no laxer ones; to be called before the first route."""
    known = app.url_map.converters
    for name in _WITHDRAWN:
        del known[name]
    known.update(CONVERTERS)
