"""Hostile values of fields, in bytes as they are sent, each with a name and the marker in it."""

import json
import random
from collections.abc import Callable
from typing import NamedTuple

from tests.soak import shapes


class Hostile(NamedTuple):
    """A hostile value. ``hazard`` names the kind of hole that it looks for; see ``skipped.py``."""

    label: str
    content: bytes
    hazard: str = ""


_LETTERS = {
    "nul": "да\0ні M",
    "controls": "\x01\x07\x08\x1b[31mM\x7f\x9f",
    "lone surrogate": "M \ud800 кінець",
    "surrogates swapped": "\udc00\ud83dM",
    "noncharacters": "M \ufffe \uffff \U0010ffff \ufdd0",
    "right-to-left override": "\u202eM\u202d \u2066M\u2069",
    "zero width": "M\u200b\u200c\u200d\u2060\ufeffM" * 9,
    "only zero width": "\u200b" * 40,
    "combining flood": "M" + "\u0301\u0489" * 3000,
    "widening letters": "M" + "\ufdfa" * 3000,
    "case that grows": "M" + "İǰΐßﬃ" * 900,
    "line separators": "M\u2028рядок\u2029рядок\x85\x0b\x0cM",
    "emoji": "M👩‍👩‍👧‍👦🏳️‍🌈" * 50,
    "many lines": "M\n" * 5000,
    "spaces": " \u00a0\u3000\t" * 500 + "M",
    "one long word": "M" + "ь" * 60_000,
    "long words": "M слово " * 9000,
}
_MARKUP = {
    "svg": "<svg onload=alert(M)>M</svg>",
    "tag": "<M a=M>M</M><b title=M>",
    "script": '"><script>M</script><img src=x onerror=M>',
    "single quote": "' onfocus='M' autofocus x='",
    "backtick": "`${M}` ` onmouseover=M ",
    "unquoted": "x onmouseover=M y=",
    "end of textarea": "</textarea></title></style></script><b M=M>",
    "end of json": "</script><script>M</script><!--<script>M",
    "comment": "<!--M--><![CDATA[M]]><?M ?>",
    "javascript": "javascript:alert('M')//",
    "hidden javascript": " \tjava\nscript:M",
    "data address": "data:text/html,<script>M</script>",
    "elsewhere": "//evil.test/M",
    "elsewhere by backslash": "/\\evil.test/M",
    "elsewhere by tab": "/\t/evil.test/M",
    "elsewhere by space": " ////evil.test/M",
    "elsewhere whole": "https://evil.test/M?x=https://evil.test",
    "jinja": "{{ 91*97 }}M{% for x in () %}{{ config }}",
    "format": "%s %(M)s %n {0} {M} {0.__class__} ${M} #{M}",
    "escaped twice": "&lt;M&gt; &#x3c;b M=M&#x3e; %3CM%3E",
    "entity": "<!DOCTYPE x [<!ENTITY M SYSTEM 'file:///etc/hostname'>]><x>&M;</x>",
    "css": "red;} body{background:url(//evil.test/M)} /*",
}
_OTHERS = {
    "sql quote": "M'; DROP TABLE nothing; --",
    "sql or": "M' OR '1'='1' /* \\",
    "like": "%_%_%_%\\M" * 200,
    "formula": "=cmd|' /C calc'!A0M",
    "formula plus": "+M(1)",
    "formula at": "@M(1)",
    "formula tab": "\t=M(1)",
    "formula minus": "-2+3+cmd|' /C calc'!M",
    "header": "M\r\nX-Evil: M\r\n\r\n<b M=M>",
    "letter header": "M@x.example\r\nBcc: M@evil.test",
    "address": "M+tag@пошта.укр",
    "address with quotes": '"<M>"@x.example',
    "address of two": "a@x.example,M@x.example",
    "address with surrogate": "M\ud800@x.example",
    "path": "../../../../../../etc/passwd\0M",
    "backtracking": "(((M+)+)+)+$" + "a" * 3000 + "!",
    "tsquery": "M & | ! <-> :* '' \\ ((((",
    "ten apostrophes": "під'’ʼ`´їзду M" * 30,
    "card": "M 4111 1111 1111 1111 +380 (67) 123-45-67 @M_user",
}
_NUMBERS = (
    "-1", "0", "-0", "1e400", "-1e400", "NaN", "nan", "Infinity", "-inf", "1_000", "0x10", "1,5",
    "٣٤", "３４", "²", "½", "9" * 400, "9223372036854775807", "9223372036854775808",
    "2147483648", "1e-400", " 5 ", "5;6", "0.1e1", "+5", "true", "null", "1e9", "90.0001", "-181",
)  # fmt: skip
_DAYS = (
    "0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "2026-13-01", "-2026-01-01",
    "10000-01-01",
    "2026-W01-1", "20260101", "2026-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59",
    "2026-03-29T03:30", "2026-10-25T03:30", "2026-01-01T24:00", "2026-01-01T00:00:60",
    "9999-12-31T23:59-14:00", "0001-01-01T00:00+14:00", "2026-01-01T00:00+99:99", "２０２６-01-01",
    "31.12.2026", "2026-1-1", "2026-01-01 00:00:00.000000000000001",
)  # fmt: skip
_HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Disposition",
    "Content-Language", "Cookie", "Forwarded", "Idempotency-Key", "If-Modified-Since",
    "If-None-Match", "Origin", "Range", "Referer", "Sec-Fetch-Site", "User-Agent",
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override",
    "X-Request-Id",
)  # fmt: skip
_BYTES = {
    "broken utf-8": b"M \xff\xfe \x80 \xc3(",
    "overlong utf-8": b"M \xc0\xaf\xe0\x80\xaf",
    "surrogate as utf-8": b"M \xed\xa0\x80\xed\xbf\xbf",
    "beyond unicode": b"M \xf4\x90\x80\x80\xf8\x88\x80\x80\x80",
    "utf-16": "M дані".encode("utf-16"),
    "cp1251": "M дані".encode("cp1251"),
}


def marked(words: str, marker: str) -> bytes:
    """Return the words with the marker for every M, in UTF-8; halves of characters stay."""
    return words.replace("M", marker).encode("utf-8", "surrogatepass")


def hostile_texts(marker: str) -> list[Hostile]:
    """Return every hostile text, from letters to markup."""
    found = [
        Hostile(label, marked(words, marker))
        for table in (_LETTERS, _MARKUP, _OTHERS)
        for label, words in table.items()
    ]
    found += [Hostile(label, raw.replace(b"M", marker.encode())) for label, raw in _BYTES.items()]
    megabyte = marked("M" + "я" * 500_000, marker)
    return [*found, Hostile("a megabyte", megabyte, "large body"), Hostile("empty", b"")]


def hostile_numbers() -> list[Hostile]:
    """Return what is no number, or one that is too large, or written in other digits."""
    return [Hostile(f"number {raw[:24]}", raw.encode()) for raw in _NUMBERS]


def hostile_days() -> list[Hostile]:
    """Return days and times that do not exist, or lie at the ends of the calendar."""
    return [Hostile(f"day {raw}", raw.encode()) for raw in _DAYS]


def hostile_shapes(marker: str) -> list[Hostile]:
    """Return GeoJSON of every bad kind."""
    return [
        Hostile(
            f"geojson {label}", content if isinstance(content, bytes) else _dumped(content), hazard
        )
        for label, content, hazard in shapes.bad_geojson(marker)
    ]


def _dumped(content: object) -> bytes:
    return json.dumps(content).encode()


def hostile_headers(marker: str) -> list[tuple[str, str]]:
    """Return headers that the program may read, each with a value that it cannot use."""
    strange = (
        f"<svg onload={marker}>",
        "\xff\xfe" + marker,
        "9" * 400,
        "a" * 8000 + marker,
        '";,=\\',
        "",
    )
    found = [(name, value) for name in _HEADERS for value in strange]
    found += [
        ("Accept-Language", "uk;q=NaN, en;q=1e999, *;q=-1"),
        ("Range", "bytes=0-,1-,2-" + ",3-" * 900),
    ]
    found += [("Cookie", f'vm={marker}; vm_account={marker}; vm_device="\\000"; lang=../{marker}')]
    return [*found, ("Accept", "application/json;q=x, text/html;q=" + "1" * 300)]


def hostile_value(rng: random.Random, name: str, kind: str, marker: str) -> Hostile:
    """Choose a value for a field: more often of the field's own kind."""
    own = _own_kind(name, kind)
    groups: dict[str, Callable[[], list[Hostile]]] = {
        "text": lambda: hostile_texts(marker),
        "number": hostile_numbers,
        "day": hostile_days,
        "shape": lambda: hostile_shapes(marker),
    }
    chosen = own if rng.random() < 0.6 else rng.choice(list(groups))
    return rng.choice(groups[chosen]())


def _own_kind(name: str, kind: str) -> str:
    if kind in {"date", "datetime-local"} or name in {"from", "to", "seen"}:
        return "day"
    if kind in {"number", "range"} or name in {"lon", "lat", "radius", "radius_m", "zoom", "bbox"}:
        return "number"
    return "shape" if name in {"geometry", "shape", "area"} else "text"
