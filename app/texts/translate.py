"""Translates messages into the user's language."""

from collections.abc import Mapping

import flask_babel
from flask_babel import format_decimal

from app.domain import errors
from app.domain.statuses import Status
from app.texts.statuses import STATUS_LABELS
from gis.files.messages import Amount, FileMessage, msg

Advice = Mapping[str, FileMessage]

# Hints where the page has no field for what is missing.
ADVICE: Advice = {
    "layer": msg("keep one layer in the file"),
    "crs": msg("add it to the file (the .prj of a Shapefile), or save the layer in EPSG:4326"),
    "encoding": msg("save it in UTF-8, or add a .cpg file"),
    "column": msg("rename the columns in the file, or drop those that are not needed"),
    "sheet": msg("put the one that you mean first"),
    "dates": msg("write dates as 2025-04-03"),
}
_NO_NAMES: Mapping[str, FileMessage] = {}


def gettext(message: str, **params: object) -> str:
    """Return the message in the user's language, its ``%(name)s`` parameters filled."""
    return str(flask_babel.gettext(message, **params))


def message_text(message: errors.Message) -> str:
    """Return the message in the user's language, statuses by their public labels."""
    return gettext(message.text, **{name: _filled(v) for name, v in message.params.items()})


def _filled(value: object) -> object:
    if isinstance(value, errors.Message):
        return message_text(value)
    if isinstance(value, Status):
        return str(STATUS_LABELS[value])
    return translated(value) if isinstance(value, str) else value


def translated(
    message: str, *, advice: Advice = ADVICE, names: Mapping[str, FileMessage] = _NO_NAMES
) -> str:
    """Return a message with the page's hint in the user's language; plain text as it is.

    ``names`` are the labels that a form has for the columns of a file.
    """
    if not isinstance(message, FileMessage):
        return message
    params = {name: _translated_param(value, names) for name, value in message.params.items()}
    if params.get("column") in names:
        params["column"] = translated(names[str(params["column"])])
    sentence = gettext(message.msgid, **params)
    hint = advice.get(message.asks)
    return f"{sentence}: {translated(hint)}" if hint else sentence


def _translated_param(value: object, names: Mapping[str, FileMessage]) -> object:
    if isinstance(value, Amount):
        return format_decimal(value.value, format=f"#,##0.{'0' * value.digits}")
    return translated(value, names=names) if isinstance(value, str) else value
