"""Strict JSON from clients: one object, unique names, finite numbers."""

import json
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from app.domain.errors import Rejected

_LONGEST_NAME = 100


def json_object(body: bytes, known: Collection[str]) -> Mapping[str, Any]:
    """Return the object in ``body``; raise Rejected on unknown or repeated names, NaN, infinity."""
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
    return given


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
