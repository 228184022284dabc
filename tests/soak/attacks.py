"""Requests that attack: a form with hostile values, a broken body, a strange address or header."""

import json
import random
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tests.soak import bodies, shapes, uploads
from tests.soak.markup import FormField
from tests.soak.values import hostile_headers, hostile_value

# Stands for the token of the browser that sends.
TOKEN = "soak-csrf-token"  # noqa: S105 - a placeholder
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_WORDS = "Глибока яма біля зупинки, не об'їхати."
_LONG = 400
_POLYGON = json.dumps(shapes.POLYGON)
# What a person types into fields whose name says more than their kind.
_BY_NAME = {
    "csrf_token": TOKEN, "category": "roads.pothole", "lon": "34.05", "lat": "47.65",
    "radius": "10", "radius_m": "10", "geometry": _POLYGON, "area": _POLYGON, "shape": "",
    "passage": "яма", "starts_at": "", "starts_on": "", "look": "", "address": "", "addresses": "",
    "priority": "5", "encoding": "", "crs": "", "layer": "",
}  # fmt: skip
_BY_KIND = {"email": "olena@example.org", "number": "5", "search": "яма", "tel": "5"}


@dataclass(frozen=True)
class Attack:
    """A request; its repr is a case for ``cases.py``."""

    person: str
    method: str
    path: str
    label: str
    content_type: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    marker: str = ""
    hazard: str = ""
    upload: bool = False

    def __repr__(self) -> str:
        body = repr(self.body)
        if len(self.body) > _LONG:
            body = f'unpacked("{b64encode(zlib.compress(self.body, 9)).decode()}")'
        own = {**vars(self), "body": body}
        given = ", ".join(f"{k}={v if k == 'body' else repr(v)}" for k, v in own.items() if v)
        return f"Attack({given})"


def unpacked(packed: str) -> bytes:
    """Return the body that a printed case has packed."""
    return zlib.decompress(b64decode(packed))


class Target(NamedTuple):
    """A form, or a route that no form leads to. ``key`` is its endpoint and what it does there."""

    person: str
    method: str
    path: str
    key: str
    fields: tuple[FormField, ...] = ()
    multipart: bool = False


Pairs = list[bodies.Pair]


def plausible(target: Target, rng: random.Random) -> tuple[Pairs, list[bodies.Part]]:
    """Fill the form as a person would."""
    pairs: Pairs = []
    files: list[bodies.Part] = []
    once = set()
    for one in target.fields:
        if one.kind in {"radio", "button", "submit", "image"}:
            if one.name in once:
                continue
            once.add(one.name)
            same = [each for each in target.fields if each.name == one.name]
            pairs.append((one.name, rng.choice(same).value.encode()))
        elif one.kind == "file":
            photo = "image" in one.accept
            name, content = (
                ("a.jpg", uploads.good_photo()) if photo else ("a.geojson", shapes.good_file())
            )
            files.append(bodies.Part(one.name, name, content))
        elif one.kind != "checkbox" or rng.random() < 0.7:
            pairs.append((one.name, _plausible_value(one, rng).encode()))
    return pairs, files


def _plausible_value(one: FormField, rng: random.Random) -> str:
    today = datetime.now(UTC)
    days = {
        "ends_at": (today + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"),
        "date": (today + timedelta(days=20)).date().isoformat(),
    }
    if one.name == "code":
        return f"c{rng.randrange(99)}"
    if one.name in _BY_NAME or one.name in days:
        return {**_BY_NAME, **days}[one.name]
    if one.kind == "select":
        return rng.choice([value for value in one.options if value] or [one.value])
    if one.kind in {"hidden", "checkbox"}:
        return one.value
    return days.get(one.kind) or one.value or _BY_KIND.get(one.kind, _WORDS)


def sent_plausibly(target: Target, rng: random.Random) -> Attack:
    """Return the form as a person sends it."""
    pairs, files = plausible(target, rng)
    return _sent(target, "plausible", pairs, files)


def attacks_on(target: Target, rng: random.Random, marker: str, count: int) -> Iterator[Attack]:
    """Yield ``count`` attacks on a form."""
    hasfile = any(one.kind == "file" for one in target.fields)
    kinds = [_one_value] * 5 + [
        _every_value,
        _misshapen,
        _misshapen,
        _broken,
        _broken,
        _strange_header,
    ]
    for n in range(count):
        kind = _one_upload if hasfile and rng.random() < 0.4 else rng.choice(kinds)
        yield kind(target, rng, f"{marker[:-3]}{n:02x}z")


def _one_value(target: Target, rng: random.Random, marker: str) -> Attack:
    pairs, files = plausible(target, rng)
    open_ones = [n for n, (name, _) in enumerate(pairs) if name != "csrf_token"]
    if not open_ones:
        return _misshapen(target, rng, marker)
    at = rng.choice(open_ones)
    name = pairs[at][0]
    value = hostile_value(rng, name, _kind_of(target, name), marker)
    pairs[at] = (name, value.content)
    return _sent(target, f"{name}: {value.label}", pairs, files, marker, value.hazard)


def _every_value(target: Target, rng: random.Random, marker: str) -> Attack:
    pairs, files = plausible(target, rng)
    values = {
        name: hostile_value(rng, name, "", marker) for name, _ in pairs if name != "csrf_token"
    }
    new = [(name, values[name].content if name in values else value) for name, value in pairs]
    hazard = next((value.hazard for value in values.values() if value.hazard), "")
    label = ", ".join(f"{name}: {value.label}" for name, value in values.items())
    return _sent(target, label, new, files, marker, hazard)


def _misshapen(target: Target, rng: random.Random, marker: str) -> Attack:
    pairs, files = plausible(target, rng)
    token = [pair for pair in pairs if pair[0] == "csrf_token"]
    one = rng.choice(pairs) if pairs else ("x", b"y")
    others = [pair for pair in pairs if pair[0] != one[0]] + token[:1]
    changes: dict[str, Pairs] = {
        "without " + one[0]: others,
        one[0] + " twice": [*pairs, (one[0], marker.encode())],
        one[0] + " 2,000 times": [*pairs, *[(one[0], b"1")] * 2000],
        one[0] + "[]": [*others, (f"{one[0]}[]", one[1]), (f"{one[0]}[0][a]", one[1])],
        "unknown fields": [*pairs, (marker, b"1"), ("__class__", b"x"), ("", b""), ("\0", b"\0")],
        "nothing": token[:1],
        "empty fields": [*token[:1], *((name, b"") for name, _ in others)],
        "backwards": pairs[::-1],
    }
    label = rng.choice(list(changes))
    return _sent(target, label, changes[label], files if rng.random() < 0.5 else [], marker)


def _one_upload(target: Target, rng: random.Random, marker: str) -> Attack:
    pairs, files = plausible(target, rng)
    at = rng.randrange(len(files)) if files else 0
    upload = uploads.hostile_upload(rng, marker)
    name = rng.choice(uploads.hostile_names(marker)) if rng.random() < 0.3 else upload.name
    sent = [bodies.Part(files[at].field, name, upload.content)] * rng.choice((1, 1, 1, 6))
    label = f"file {upload.label} as {name[:40]!r} {len(sent)} times"
    return _sent(target, label, pairs, sent, marker, upload.hazard)


def _broken(target: Target, rng: random.Random, marker: str) -> Attack:
    pairs, _ = plausible(target, rng)
    body = bodies.hostile_body(rng, pairs, marker)
    headers = (("Content-Encoding", body.encoding),) if body.encoding else ()
    return Attack(target.person, target.method, target.path, body.label, body.content_type,
                  body.content, headers, marker, body.hazard)  # fmt: skip


def _strange_header(target: Target, rng: random.Random, marker: str) -> Attack:
    plain = sent_plausibly(target, rng)
    name, value = rng.choice(hostile_headers(marker))
    changed = {**vars(plain), "label": f"{name}: {value[:40]!r}", "headers": ((name, value),)}
    return Attack(**changed | {"marker": marker})


def _sent(
    target: Target,
    label: str,
    pairs: Sequence[bodies.Pair],
    files: Sequence[bodies.Part],
    marker: str = "",
    hazard: str = "",
) -> Attack:
    to = (target.person, target.method, target.path)
    if target.method not in UNSAFE:
        given = bodies.urlencoded(pair for pair in pairs if pair[0] != "csrf_token").decode()
        path = f"{target.path}?{given[:60_000]}"
        return Attack(target.person, target.method, path, label, marker=marker, hazard=hazard)
    if target.multipart or files:
        body = bodies.multipart(pairs, files)
        return Attack(*to, label, bodies.MULTIPART, body, (), marker, hazard, upload=bool(files))
    return Attack(*to, label, bodies.FORM, bodies.urlencoded(pairs), (), marker, hazard)


def _kind_of(target: Target, name: str) -> str:
    return next((one.kind for one in target.fields if one.name == name), "")
