"""Invents two years of reports: what, where, when, in whose words, and what became of them."""

import csv
import json
from typing import Any

import numpy as np

from tools.demo_town.draw.geojson import write_text
from tools.demo_town.draw.grammar import Sentence, stock, street_slots
from tools.demo_town.draw.kinds import EVEN, KINDS, Kind
from tools.demo_town.draw.lives import Chronicle, state_at
from tools.demo_town.draw.spots import Map, Spot
from tools.demo_town.draw.stories import Writer
from tools.demo_town.draw.zones import TOWN
from tools.demo_town.files import SEEDS

SEED = 1991
SEASON_OF_MONTH = ("зима", "зима", "весна", "весна", "весна", "літо", "літо", "літо", "осінь",
                   "осінь", "осінь", "зима")  # fmt: skip
# The day on which `state` and the seasonal stories' `days_ago` are reckoned: 21 November.
REFERENCE_DAY = 325
PHOTO_SHARE = 0.18
DUPLICATES = 34
Story = dict[str, Any]


class Newsroom:
    """Everything needed to write a story."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(SEED)
        self.map = Map(self.rng)
        self.writer = Writer(self.rng)
        self.chronicle = Chronicle(self.rng)
        with (SEEDS / "categories.csv").open(encoding="utf-8", newline="") as lines:
            self.categories = {row["code"]: row for row in csv.DictReader(lines)}


def write_reports() -> None:
    """Write reports.json.gz."""
    room = Newsroom()
    stories = [_story(room, kind) for kind in KINDS for _ in range(kind.count)]
    stories = [stories[int(index)] for index in room.rng.permutation(len(stories))]
    stories += _duplicates(room, stories)
    stories += _rejected(room)
    _hide_some(room, stories)
    for number, story in enumerate(stories):
        story["id"] = number + 1
    _name_originals(stories)
    lines = ",\n".join(json.dumps(story, ensure_ascii=False) for story in stories)
    write_text(SEEDS / "reports.json.gz", f"[\n{lines}\n]\n")


def _story(room: Newsroom, kind: Kind) -> Story:
    when, season = _when(room.rng, kind)
    core = room.writer.core(kind.code, season=season, village=None if kind.village else False)
    village = core.village or bool(room.rng.random() < kind.village)
    spot = room.map.spot(kind.where, village=village)
    row = room.categories[kind.code]
    waiting = float(when["days_ago"]) < 1 and room.rng.random() < 0.5
    timeline = (
        []
        if waiting
        else room.chronicle.live(
            kind.code, float(row["target_hours"] or 24), proposal=row["proposal"] == "1"
        )
    )
    if row["hide_on_map"] == row["wartime"] == "1":
        spot = Spot(spot.lon, spot.lat, spot.settlement, "", "", spot.landmark)
    story = _told(room, kind, core, spot, season)
    story |= when
    story["timeline"] = timeline
    story["state"] = state_at(timeline, float(story["days_ago"]))
    return story


def _told(room: Newsroom, kind: Kind, core: Sentence, spot: Spot, season: str) -> Story:
    rng = room.rng
    photos = kind.photos and rng.random() < PHOTO_SHARE
    return {
        "lon": spot.lon,
        "lat": spot.lat,
        "category": kind.code,
        "address": _address(spot),
        "description": room.writer.text(kind.code, core, spot, season),
        "supporters": min(60, int(rng.exponential(kind.supporters) ** 1.15)),
        "has_email": bool(rng.random() < 0.52),
        "locale": "uk",
        "channel": "web",
        "photos": [
            {"kind": str(rng.choice(kind.photos)), "seed": int(rng.integers(1, 10_000))}
            for _ in range(1 + int(rng.random() < 0.15))
        ]
        if photos
        else [],
    }


def _when(rng: np.random.Generator, kind: Kind) -> tuple[dict[str, Any], str]:
    """Choose a day: recent ones often, and the season where the kind has one."""
    minutes = _minutes(rng)
    workday = bool(rng.random() < 0.55)
    when: dict[str, Any] = {"minutes": minutes, "workday": workday}
    if kind.months is EVEN and rng.random() < 0.55:
        draw = rng.random()
        if draw < 0.10:
            when["days_ago"] = round(float(rng.uniform(0, 0.9)), 2)
            return when, SEASON_OF_MONTH[REFERENCE_DAY // 31]
        days = rng.uniform(0, 6) if draw < 0.24 else rng.uniform(6, 45) if draw < 0.45 else 0
        when["days_ago"] = round(float(days or 45 + 685 * rng.random() ** 1.15), 2)
        month = int(((REFERENCE_DAY - when["days_ago"]) % 365) / 30.42)
        return when, SEASON_OF_MONTH[min(month, 11)]
    weights = np.array(kind.months) / sum(kind.months)
    month = int(rng.choice(12, p=weights))
    day_of_year = min(365, int(month * 30.42 + rng.uniform(1, 30)))
    back = int(rng.random() < 0.42)
    when["season"] = [day_of_year, back]
    when["days_ago"] = round(float((REFERENCE_DAY - day_of_year) % 365 + 365 * back), 2)
    return when, SEASON_OF_MONTH[month]


def _minutes(rng: np.random.Generator) -> int:
    peak = rng.choice([8.2, 12.8, 19.3, 21.4, 15.0], p=[0.27, 0.18, 0.30, 0.13, 0.12])
    return int(np.clip(60 * rng.normal(peak, 1.1), 300, 1435))


def _address(spot: Spot) -> str:
    if not spot.street:
        return ""
    short = f"{street_slots(spot.street)['коротко']}, {spot.house}"
    return short if spot.settlement == TOWN else f"{spot.settlement}, {short}"


def _duplicates(room: Newsroom, stories: list[Story]) -> list[Story]:
    """Repeat some stories in other words, a few days later and some steps away."""
    kinds = {kind.code: kind for kind in KINDS}
    open_ones = [
        s for s in stories if len(s["timeline"]) > 2 and s["days_ago"] > 8 and s["address"]
    ]
    found = []
    for index in room.rng.choice(len(open_ones), DUPLICATES, replace=False):
        first = open_ones[int(index)]
        later = float(room.rng.uniform(0.6, 5))
        spot = room.map.beside(first["lon"], first["lat"])
        season = SEASON_OF_MONTH[int(((REFERENCE_DAY - first["days_ago"]) % 365) / 30.42) % 12]
        core = room.writer.core(first["category"], season=season, village=False)
        story = _told(room, kinds[first["category"]], core, spot, season)
        story |= {key: first[key] for key in ("workday", "season") if key in first}
        if "season" in first:
            day, back = first["season"]
            story["season"] = [min(365, day + int(later) + 1), back]
        story |= {
            "minutes": _minutes(room.rng),
            "days_ago": round(first["days_ago"] - later, 2),
            "timeline": room.chronicle.duplicate(float(room.rng.uniform(0.1, 1.2))),
            "state": "duplicate",
            "photos": [],
            "original": first,
        }
        found.append(story)
    return found


def _rejected(room: Newsroom) -> list[Story]:
    """Add what people send and moderators do not publish."""
    kinds = {kind.code: kind for kind in KINDS}
    found = []
    for code, lines in stock("rejected.txt").items():
        for line in lines:
            words, _, note = line.words.partition(" | ")
            spot = room.map.spot(kinds[code].where, village=False)
            story = _told(room, kinds[code], line, spot, "")
            days = float(room.rng.uniform(2, 700))
            story |= {"description": words, "minutes": _minutes(room.rng), "workday": False,
                      "days_ago": round(days, 2), "photos": [], "supporters": 0}  # fmt: skip
            story["timeline"] = room.chronicle.rejected(float(room.rng.uniform(0.05, 0.9)), note)
            story["state"] = "rejected"
            found.append(story)
    return found


def _name_originals(stories: list[Story]) -> None:
    for story in stories:
        if first := story.pop("original", None):
            story["duplicate_of"] = first["id"]


def _hide_some(room: Newsroom, stories: list[Story]) -> None:
    published = [s for s in stories if len(s["timeline"]) > 3 and s["days_ago"] > 20]
    for index in room.rng.choice(len(published), 7, replace=False):
        story = published[int(index)]
        story["timeline"] = room.chronicle.hidden(story["timeline"][:3])
        story["state"] = state_at(story["timeline"], story["days_ago"])
