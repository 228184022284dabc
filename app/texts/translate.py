"""Tells in the reader's language what was said in English."""

from collections.abc import Mapping

import flask_babel
from flask_babel import format_decimal

from app.domain import errors
from app.domain.statuses import Status
from app.texts.statuses import STATUS_WORDS
from gis.files.messages import Amount, FileMessage, msg

Advice = Mapping[str, FileMessage]

# What helps where the page has no field for it.
ADVICE: Advice = {
    "layer": msg("keep one layer in the file"),
    "crs": msg("add it to the file (the .prj of a Shapefile), or save the layer in EPSG:4326"),
    "encoding": msg("save it in UTF-8, or add a .cpg file"),
}
_NO_NAMES: Mapping[str, FileMessage] = {}


def gettext(message: str, **params: object) -> str:
    """Return the message in the reader's language, its ``%(name)s`` places filled."""
    return str(flask_babel.gettext(message, **params))


def said(message: errors.Message) -> str:
    """Return the message in the reader's language, statuses by their public names."""
    return gettext(message.text, **{name: _filled(v) for name, v in message.params.items()})


def _filled(value: object) -> object:
    if isinstance(value, errors.Message):
        return said(value)
    if isinstance(value, Status):
        return str(STATUS_WORDS[value])
    return translated(value) if isinstance(value, str) else value


def translated(
    words: str, *, advice: Advice = ADVICE, names: Mapping[str, FileMessage] = _NO_NAMES
) -> str:
    """Return a sentence with the page's advice in the reader's language; plain text as it is.

    ``names`` are what a form calls the columns of a file.
    """
    if not isinstance(words, FileMessage):
        return words
    params = {name: _told(value, names) for name, value in words.params.items()}
    if params.get("column") in names:
        params["column"] = translated(names[str(params["column"])])
    sentence = gettext(words.msgid, **params)
    hint = advice.get(words.asks)
    return f"{sentence}: {translated(hint)}" if hint else sentence


def _told(value: object, names: Mapping[str, FileMessage]) -> object:
    if isinstance(value, Amount):
        return format_decimal(value.value, format=f"#,##0.{'0' * value.digits}")
    return translated(value, names=names) if isinstance(value, str) else value
