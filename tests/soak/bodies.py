"""Whole bodies: well-formed ones to carry a hostile value, and broken ones."""

import gzip
import json
import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote_from_bytes

BOUNDARY = "----soak7MA4YWxkTrZu0gW"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

Pair = tuple[str, bytes]
_KINDS = (
    "text/plain", "text/xml", "application/octet-stream", "a/b/c;;;=", "multipart/mixed", "*/*",
    "application/x-www-form-urlencoded\t; ;charset", "image/svg+xml", "\xff/\xfe",
)  # fmt: skip
_WRONG: dict[str, Callable[[str], object]] = {
    "lists": lambda value: [value],
    "objects": lambda value: {"x": value},
    "numbers": lambda _: 1e308,
    "booleans": lambda _: True,
    "nulls": lambda _: None,
    "nested": lambda value: [[{"a": [value, None, {}]}]],
}


class Part(NamedTuple):
    """A file in a form."""

    field: str
    filename: str
    content: bytes


class Body(NamedTuple):
    """A body as it is sent."""

    label: str
    content_type: str
    content: bytes
    encoding: str = ""
    hazard: str = ""


def raw(words: str) -> bytes:
    """Return the words in UTF-8; halves of characters stay halves."""
    return words.encode("utf-8", "surrogatepass")


def urlencoded(pairs: Iterable[Pair]) -> bytes:
    """Return the pairs as a form without files."""
    return b"&".join(
        f"{quote_from_bytes(raw(name))}={quote_from_bytes(value)}".encode() for name, value in pairs
    )


def multipart(pairs: Iterable[Pair], files: Sequence[Part] = ()) -> bytes:
    """Return the pairs and files as a form; names and values are sent as they are."""
    parts = [_part(f'name="{name}"', b"", value) for name, value in pairs]
    for file in files:
        name = f'name="{file.field}"; filename="{file.filename}"'
        parts.append(_part(name, b"Content-Type: application/octet-stream\r\n", file.content))
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _part(name: str, headers: bytes, content: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n"
    return raw(head) + headers + b"\r\n" + content + b"\r\n"


def hostile_body(rng: random.Random, pairs: Sequence[Pair], marker: str) -> Body:
    """Choose a broken body; ``pairs`` are what a good one would have."""
    return rng.choice([*_forms(pairs), *_multiparts(pairs), *_jsons(pairs, marker), *_kinds(pairs)])


def _forms(pairs: Sequence[Pair]) -> list[Body]:
    good = urlencoded(pairs)
    return [
        Body("form: percent signs", FORM, good + b"&%=%&%zz=%E0%A4%A&%00=%00"),
        Body("form: only separators", FORM, b"&=&;&&&==&" * 500),
        Body("form: 20,000 fields", FORM, good + b"&a=" * 20_000),
        Body("form: another charset", f"{FORM}; charset=utf-16", good.decode().encode("utf-16")),
        Body("form: unknown charset", f"{FORM}; charset=rot13", good),
        Body("form: gzip", FORM, gzip.compress(good), "gzip"),
        Body("form: said to be gzip", FORM, good, "gzip"),
        Body("form: said to be br, gzip", FORM, good, "br, gzip, identity"),
        Body("form: 12 MB", FORM, good + b"&words=" + b"a" * 12_000_000, hazard="large body"),
        Body("form: raw bytes", FORM, good + b"&\xff\xfe=\xff&\0=\0"),
    ]


def _multiparts(pairs: Sequence[Pair]) -> list[Body]:
    good, plain = multipart(pairs), "multipart/form-data"
    inner = b'Content-Type: multipart/mixed; boundary="x"\r\n'
    nested = _part('name="photos"', inner, b"--x\r\n\r\nA\r\n--x--") + good
    nameless = f"--{BOUNDARY}\r\n\r\nx\r\n".encode()
    utf7 = _part(
        'name="words"', b"Content-Type: text/plain; charset=utf-7\r\n", b"+ADw-script+AD4-"
    )
    odd = _part('name="words"', b"Content-Type: text/plain; charset=base64\r\n", b"////")
    extended = _part("name=x; filename*=utf-16''%FF%FE%00%D8", b"", b"x")
    return [
        Body("multipart: no boundary", plain, good),
        Body("multipart: empty boundary", f"{plain}; boundary=", good),
        Body("multipart: odd boundary", f'{plain}; boundary="\\"\xe9;"', good),
        Body("multipart: long boundary", f"{plain}; boundary={'b' * 9000}", good),
        Body("multipart: another boundary", f"{plain}; boundary=other", good),
        Body("multipart: cut", MULTIPART, good[:-40]),
        Body("multipart: cut in a header", MULTIPART, good[:70]),
        Body("multipart: empty", MULTIPART, b""),
        Body("multipart: nested", MULTIPART, nested),
        Body("multipart: 10,000 parts", MULTIPART, _part('name="a"', b"", b"") * 10_000 + good),
        Body(
            "multipart: huge header",
            MULTIPART,
            _part("name=a", b"X: " + b"y" * 200_000 + b"\r\n", b"") + good,
        ),
        Body(
            "multipart: 5,000 headers", MULTIPART, _part("name=a", b"X: y\r\n" * 5000, b"") + good
        ),
        Body("multipart: part without name", MULTIPART, nameless + good),
        Body("multipart: utf-7", MULTIPART, utf7 + good),
        Body("multipart: charset that is none", MULTIPART, odd + good),
        Body("multipart: extended name", MULTIPART, extended + good),
        Body("multipart: line feeds alone", MULTIPART, good.replace(b"\r\n", b"\n")),
        Body("multipart: gzip", MULTIPART, gzip.compress(good), "gzip"),
        Body("multipart: is urlencoded", MULTIPART, urlencoded(pairs)),
    ]


def _jsons(pairs: Sequence[Pair], marker: str) -> list[Body]:
    fields = {
        name: value.decode("utf-8", "replace") for name, value in pairs if name != "csrf_token"
    }
    good = json.dumps(fields)
    first = next(iter(fields), "x")
    broken = {
        "deep arrays": b"[" * 60_000,
        "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        "deep in a field": b'{"words":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        "keys twice": (good[:-1] + f', "{first}": 1, "{first}": 2}}').encode(),
        "a huge number": f'{{"lon": {"9" * 5000}, "lat": 1e400}}'.encode(),
        "not numbers": b'{"lon": NaN, "lat": -Infinity}',
        "lone surrogate in a value": json.dumps(fields | {first: f"{marker}\ud800"}).encode(),
        "lone surrogate in a name": json.dumps(fields | {f"\udfff{marker}": 1}).encode(),
        "nul in a name": json.dumps(fields | {f"\0{marker}": "\0"}).encode(),
        "markup in a name": json.dumps(fields | {f"<svg onload={marker}>": marker}).encode(),
        "a list": f'["{marker}"]'.encode(),
        "a list of a number": b"[1]",
        "a word": f'"{marker}"'.encode(),
        "a number": b"7",
        "null": b"null",
        "true": b"true",
        "nothing": b"",
        "cut": good[:-3].encode(),
        "trailing": good.encode() + b"{}",
        "utf-16": good.encode("utf-16"),
        "mark of order": b"\xef\xbb\xbf" + good.encode(),
        "broken utf-8": b'{"words": "\xff\xfe"}',
        "gzip": gzip.compress(good.encode()),
        "wrong photos": json.dumps(fields | {"photos": [f"data:{marker}", "*", None, {}]}).encode(),
        "photos of noise": json.dumps(fields | {"photos": ["AAAA"] * 5}).encode(),
    }
    for label, change in _WRONG.items():
        broken[label] = json.dumps({name: change(value) for name, value in fields.items()}).encode()
    found = [Body(f"json: {label}", JSON, content) for label, content in broken.items()]
    return [
        *found,
        Body("json: good", JSON, good.encode()),
        Body("json: problem", "application/problem+json; charset=utf-16", good.encode()),
    ]


def _kinds(pairs: Sequence[Pair]) -> list[Body]:
    good = urlencoded(pairs)
    return [Body(f"kind: {kind!r}", kind, good) for kind in _KINDS]
