"""Strict JSON from clients: one object, unique names, finite numbers."""

import json
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from app.domain.errors import Rejected
from app.inputs.text import storable

# Counted before it is parsed: 64 MB of [0,0,0… become gigabytes. Photos are few and have no commas.
_MOST_VALUES = 10_000
_LONGEST_NAME = 100


def json_object(body: bytes, known: Collection[str]) -> Mapping[str, Any]:
    """Return the object in ``body``, its texts storable.

    Raises Rejected on unknown or repeated names, NaN, infinity.
    """
    if sum(body.count(mark) for mark in b",[{") > _MOST_VALUES:
        raise Rejected("The body holds too many values.")
    try:
        given = json.loads(body, object_pairs_hook=_each_name_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Rejected("The body is not valid JSON in UTF-8.") from None
    if not isinstance(given, dict):
        raise Rejected("The body must be one JSON object.")
    if unknown := sorted(map(_readable, given.keys() - set(known))):
        raise Rejected(
            "Unknown fields: %(names)s.",
            fields=dict.fromkeys(unknown[:20], "This field is not known here."),
            names=", ".join(unknown[:20]),
        )
    return {name: _storable(value) for name, value in given.items()}


def _storable(value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case str():
            return storable(value)
        case list():
            return [_storable(part) for part in value]
        case dict():
            return {storable(name): _storable(part) for name, part in value.items()}
        case _:
            return value


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise Rejected("A name stands twice in one JSON object.")
    return named


def _readable(name: str) -> str:
    """Return the name as an answer can repeat it: short, "?" for halves of characters."""
    return name[:_LONGEST_NAME].encode("utf-8", "replace").decode()


def _no_number(constant: str) -> NoReturn:
    raise Rejected("%(constant)s is not a number in JSON.", constant=constant)
