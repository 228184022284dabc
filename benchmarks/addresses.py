"""Measures the search of addresses among 40,000 of one city, as a resident's suggestions ask it.

Runs by itself: ``python -m benchmarks.addresses`` with DATABASE_URL of a migrated database without
hromadas. Streets are invented from words, or read from ``--file`` (CSV: street, number). The
queries are the streets' own names, misspelt, in Russian, in Latin letters, with house numbers.
"""

import argparse
import csv
import gzip
import json
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.orm import Session
from translitua import translit

from app.db import Database, enter_hromada
from app.models.places import Hromada
from app.queries.territory.addresses import addresses_like

WEST, SOUTH, EAST, NORTH = 30.25, 50.25, 30.85, 50.6
_FIRST = ["Івана", "Петра", "Марії", "Лесі", "Богдана", "Тараса", "Олени", "Юрія", "Андрія", ""]
_ROOTS = ["Корол", "Шевч", "Бонд", "Ткач", "Мельн", "Кравч", "Лис", "Мороз", "Гонч", "Савч", "Руд"]
_ENDS = ["енка", "ука", "ика", "ченка", "овського", "ишина", "ецького", "юка", "ієнка", "ака"]
_RUSSIAN = str.maketrans("іїєґ", "иией")
_FLOOR = "SELECT 1"
_ADD = text("""
INSERT INTO address (hromada_id, street_uk, house, point)
SELECT :hromada_id, street, house, ST_SetSRID(ST_MakePoint(lon, lat), 4326)
FROM unnest(CAST(:streets AS text[]), CAST(:houses AS text[]), CAST(:lons AS float8[]),
    CAST(:lats AS float8[])) AS given (street, house, lon, lat)
ON CONFLICT DO NOTHING
""")


def main() -> None:
    """Load the addresses, run the queries, print the percentiles and write them as JSON."""
    options = _options()
    draw = random.Random(options.seed)
    database = Database(os.environ["DATABASE_URL"])
    database.take_time()
    pairs = list(_from_file(options.file) if options.file else _invented(draw, options.addresses))
    with database.transaction() as session:
        hromada_id = _load(session, pairs, draw)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
    asked = [(kind, *query) for kind, query in _queries(draw, pairs, options.queries)]
    with database.reading(hromada_id) as session:
        for _kind, words, _street in asked[:50]:
            addresses_like(session, words)
        result = _measured(session, hromada_id, asked)
    result |= {"addresses": len(pairs), "streets": len({street for street, _house in pairs})}
    print(json.dumps(result, ensure_ascii=False, indent=2))
    if options.out:
        options.out.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=40_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def _from_file(path: Path) -> Iterator[tuple[str, str]]:
    content = path.read_bytes()
    words = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    for row in csv.DictReader(words.splitlines()):
        yield row["street"], row["number"]


def _invented(draw: random.Random, count: int) -> Iterator[tuple[str, str]]:
    names = sorted(
        {
            f"вулиця {first} {root}{end}".replace("  ", " ")
            for first in _FIRST
            for root in _ROOTS
            for end in _ENDS
        }
    )
    for _ in range(count):
        yield draw.choice(names), f"{draw.randint(1, 180)}{draw.choice(['', '', '', '-А', '/2'])}"


def _load(session: Session, pairs: Sequence[tuple[str, str]], draw: random.Random) -> int:
    ring = f"{WEST} {SOUTH},{EAST} {SOUTH},{EAST} {NORTH},{WEST} {NORTH},{WEST} {SOUTH}"
    hromada_id = session.execute(
        insert(Hromada)
        .values(
            katottg="UA80000000000093317",
            slug="benchmark",
            name_uk="Місто",
            name_en="City",
            boundary=f"SRID=4326;MULTIPOLYGON((({ring})))",
            centre="SRID=4326;POINT(30.5 50.45)",
            served=True,
            created_at=datetime.now(UTC),
        )
        .returning(Hromada.id)
    ).scalar_one()
    enter_hromada(session, hromada_id)
    given = {
        "hromada_id": hromada_id,
        "streets": [street for street, _house in pairs],
        "houses": [house for _street, house in pairs],
        "lons": [draw.uniform(WEST, EAST) for _ in pairs],
        "lats": [draw.uniform(SOUTH, NORTH) for _ in pairs],
    }
    session.execute(_ADD, given)
    return int(hromada_id)


def _queries(
    draw: random.Random, pairs: Sequence[tuple[str, str]], count: int
) -> Iterator[tuple[str, tuple[str, str]]]:
    for number in range(count):
        street, house = draw.choice(pairs)
        kind = list(SPELLINGS)[number % len(SPELLINGS)]
        yield kind, (SPELLINGS[kind](draw, street, house), street)


def _misspelt(draw: random.Random, street: str, house: str) -> str:
    at = draw.randrange(len(street) - 3, len(street) - 1)
    return f"{street[:at]}{street[at + 1 :]} {house}"


SPELLINGS: dict[str, Callable[[random.Random, str, str], str]] = {
    "as it is": lambda _draw, street, house: f"{street}, {house}",
    "abbreviated": lambda _draw, street, house: f"{street.replace('вулиця', 'вул.')} {house}",
    "a letter lost": _misspelt,
    "Russian": lambda _draw, street, house: f"{street.lower().translate(_RUSSIAN)} {house}",
    "Latin": lambda _draw, street, house: f"{translit(street)} {house}",
    "being typed": lambda _draw, street, _house: street[: max(4, len(street) * 2 // 3)],
}


def _measured(
    session: Session, hromada_id: int, asked: Sequence[tuple[str, str, str]]
) -> dict[str, object]:
    took: list[float] = []
    floor: list[float] = []
    found: dict[str, list[bool]] = {}
    for kind, words, street in asked:
        began = time.perf_counter()
        session.execute(text(_FLOOR))
        floor.append(time.perf_counter() - began)
        began = time.perf_counter()
        answer = addresses_like(session, words)
        took.append(time.perf_counter() - began)
        right = any(address.label.startswith(f"{street},") for address in answer)
        found.setdefault(kind, []).append(right)
    return {
        "queries": len(asked),
        "ms": {f"p{p}": _percentile(took, p) for p in (50, 95, 99)},
        "empty query, ms": {f"p{p}": _percentile(floor, p) for p in (50, 95)},
        "mark": "p95 <= 50 ms",
        "reached": _percentile(took, 95) <= 50,
        "street found": {kind: sum(hits) / len(hits) for kind, hits in found.items()},
    }


def _percentile(values: Sequence[float], percent: int) -> float:
    return round(sorted(values)[min(len(values) - 1, len(values) * percent // 100)] * 1e3, 2)


if __name__ == "__main__":
    main()
