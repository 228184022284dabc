"""Texts that have broken programs, and every place of every route where one may stand."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from app.inputs.requests import StrictRequest
from tests.values import present

ROOT = Path(__file__).parents[2]
# What each is: NUL, half a character, a noncharacter, bytes that are no UTF-8, text that turns
# about, marks without end, much, many digits, numbers of other scripts and beyond any type.
HOSTILE = (
    b"\0", b"a\0b", "\ud800".encode("utf-8", "surrogatepass"), "\ufffe".encode(), b"\xff\xfe",
    b"\xc0\xae", "\u202egnp.exe\u2066".encode(), ("e" + "\u0301" * 300).encode(), b"a" * 9000,
    b"9" * 5000, "١٢٣".encode(), "１".encode(), b"-1", b"1e999", b"nan", b"9" * 19, b"' OR 1=1--",
    b"%s%n{0}${x}", b"\r\nSet-Cookie: a=b", b"../../etc/passwd", b"\\", "яї".encode(), b" ", b"0",
)  # fmt: skip
USUAL = {"slug": "pokrov", "token": "x" * 43, "key": "k" * 32, "filename": "css/site.css"}
_PART = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")
_NAMES = re.compile(
    r"""(?:get|getlist|text|line|multiline|number|metres|day|choice|email|point|_day|_codes)
    \((?:args,\s*|form,\s*|given,\s*)?"(\w[\w.]*)\"""",
    re.VERBOSE,
)


def encoded(value: bytes) -> str:
    """The value as one part of an address or a query holds it."""
    return quote_from_bytes(value, safe="")


def addresses_of(rule: Rule, values: Iterable[bytes]) -> Iterator[str]:
    """The rule's addresses with each of the values in each of its parts, the others usual."""
    usual = _PART.sub(lambda part: _usual(*part.groups()), rule.rule)
    yield usual
    for at, _part in enumerate(_PART.finditer(rule.rule)):
        for value in values:
            parts = iter(range(rule.rule.count("<")))
            yield _PART.sub(
                lambda part: (
                    encoded(value) if next(parts) == at else _usual(*part.groups())  # noqa: B023
                ),
                rule.rule,
            )


def usual_address(rule: Rule) -> str:
    """The rule's address with usual values."""
    return next(addresses_of(rule, ()))


def names_read() -> list[str]:
    """Every name that some view or parser reads from a query or a form."""
    folders = ("app/web", "app/api", "app/inputs", "app/texts", "gis/pictures")
    found = {"lang", "after", "bbox", "status", "category", "district", "body", "from", "to", "q"}
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            found.update(_NAMES.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


def names_as_read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names that views read from queries from now on, as they read them."""
    read: set[str] = set()

    class Told(ImmutableMultiDict[str, str]):
        def get(self, key: str, *more: Any, **named: Any) -> Any:
            read.add(key)
            return super().get(key, *more, **named)

        def getlist(self, key: str, *more: Any) -> Any:
            read.add(key)
            return super().getlist(key, *more)

        def __contains__(self, key: object) -> bool:
            read.add(str(key))
            return super().__contains__(key)

    usual: Any = StrictRequest.args
    monkeypatch.setattr(
        StrictRequest, "args", property(lambda self: Told(usual.__get__(self).items(multi=True)))
    )
    return read


def rules_for(app: Flask, method: str) -> list[Rule]:
    """The app's rules that take the method, in the order of their addresses."""
    rules = (rule for rule in app.url_map.iter_rules() if method in present(rule.methods))
    return sorted(rules, key=lambda rule: rule.rule)


def _usual(converter: str | None, choices: str | None, name: str) -> str:
    if converter == "any":
        return present(choices).split(",")[0].strip()
    return USUAL.get(name, "1")
