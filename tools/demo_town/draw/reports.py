"""Invents two years of reports: what, where, when, their text, and their histories."""

import csv
import json
from typing import Any

import numpy as np

from tools.demo_town.draw.category_habits import EVEN, HABITS, CategoryHabits
from tools.demo_town.draw.geojson import write_text
from tools.demo_town.draw.grammar import Sentence, stock, street_slots
from tools.demo_town.draw.report_histories import HistoryWriter, state_at
from tools.demo_town.draw.report_places import PlaceFinder, ReportPlace
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


class ReportWriter:
    """The state shared by all stories."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(SEED)
        self.map = PlaceFinder(self.rng)
        self.writer = Writer(self.rng)
        self.histories = HistoryWriter(self.rng)
        with (SEEDS / "categories.csv").open(encoding="utf-8", newline="") as lines:
            self.categories = {row["code"]: row for row in csv.DictReader(lines)}


def write_reports() -> None:
    """Write reports.json.gz."""
    shared = ReportWriter()
    stories = [_story(shared, kind) for kind in HABITS for _ in range(kind.count)]
    stories = [stories[int(index)] for index in shared.rng.permutation(len(stories))]
    stories += _duplicates(shared, stories)
    stories += _rejected(shared)
    _hide_some(shared, stories)
    _appeal_some(shared, stories)
    for number, story in enumerate(stories):
        story["id"] = number + 1
    _name_originals(stories)
    lines = ",\n".join(json.dumps(story, ensure_ascii=False) for story in stories)
    write_text(SEEDS / "reports.json.gz", f"[\n{lines}\n]\n")


def _story(shared: ReportWriter, kind: CategoryHabits) -> Story:
    when, season = _when(shared.rng, kind)
    core = shared.writer.core(kind.code, season=season, village=None if kind.village else False)
    village = core.village or bool(shared.rng.random() < kind.village)
    spot = shared.map.spot(kind.where, village=village)
    row = shared.categories[kind.code]
    waiting = float(when["days_ago"]) < 1 and shared.rng.random() < 0.5
    timeline = (
        []
        if waiting
        else shared.histories.full(
            kind.code, float(row["target_hours"] or 24), proposal=row["proposal"] == "1"
        )
    )
    if row["hide_on_map"] == row["wartime"] == "1":
        spot = ReportPlace(spot.lon, spot.lat, spot.settlement, "", "", spot.landmark)
    story = _told(shared, kind, core, spot, season)
    story |= when
    story["timeline"] = timeline
    story["state"] = state_at(timeline, float(story["days_ago"]))
    return story


def _told(
    shared: ReportWriter, kind: CategoryHabits, core: Sentence, spot: ReportPlace, season: str
) -> Story:
    rng = shared.rng
    photos = kind.photos and rng.random() < PHOTO_SHARE
    return {
        "lon": spot.lon,
        "lat": spot.lat,
        "category": kind.code,
        "address": _address(spot),
        "description": shared.writer.text(kind.code, core, spot, season),
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


def _when(rng: np.random.Generator, kind: CategoryHabits) -> tuple[dict[str, Any], str]:
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


def _address(spot: ReportPlace) -> str:
    if not spot.street:
        return ""
    short = f"{street_slots(spot.street)['коротко']}, {spot.house}"
    return short if spot.settlement == TOWN else f"{spot.settlement}, {short}"


def _duplicates(shared: ReportWriter, stories: list[Story]) -> list[Story]:
    """Repeat some stories in other words, a few days later and some steps away."""
    kinds = {kind.code: kind for kind in HABITS}
    open_ones = [
        s for s in stories if len(s["timeline"]) > 2 and s["days_ago"] > 8 and s["address"]
    ]
    found = []
    for index in shared.rng.choice(len(open_ones), DUPLICATES, replace=False):
        first = open_ones[int(index)]
        later = float(shared.rng.uniform(0.6, 5))
        spot = shared.map.beside(first["lon"], first["lat"])
        season = SEASON_OF_MONTH[int(((REFERENCE_DAY - first["days_ago"]) % 365) / 30.42) % 12]
        core = shared.writer.core(first["category"], season=season, village=False)
        story = _told(shared, kinds[first["category"]], core, spot, season)
        story |= {key: first[key] for key in ("workday", "season") if key in first}
        if "season" in first:
            day, back = first["season"]
            story["season"] = [min(365, day + int(later) + 1), back]
        story |= {
            "minutes": _minutes(shared.rng),
            "days_ago": round(first["days_ago"] - later, 2),
            "timeline": shared.histories.duplicate(float(shared.rng.uniform(0.1, 1.2))),
            "state": "duplicate",
            "photos": [],
            "original": first,
        }
        found.append(story)
    return found


def _rejected(shared: ReportWriter) -> list[Story]:
    """Add what people send and moderators do not publish."""
    kinds = {kind.code: kind for kind in HABITS}
    found = []
    for code, lines in stock("rejected.txt").items():
        for line in lines:
            words, _, note = line.words.partition(" | ")
            spot = shared.map.spot(kinds[code].where, village=False)
            story = _told(shared, kinds[code], line, spot, "")
            days = float(shared.rng.uniform(2, 700))
            story |= {"description": words, "minutes": _minutes(shared.rng), "workday": False,
                      "days_ago": round(days, 2), "photos": [], "supporters": 0}  # fmt: skip
            story["timeline"] = shared.histories.rejected(
                float(shared.rng.uniform(0.05, 0.9)), note
            )
            story["state"] = "rejected"
            found.append(story)
    return found


def _name_originals(stories: list[Story]) -> None:
    for story in stories:
        if first := story.pop("original", None):
            story["duplicate_of"] = first["id"]


def _hide_some(shared: ReportWriter, stories: list[Story]) -> None:
    published = [s for s in stories if len(s["timeline"]) > 3 and s["days_ago"] > 20]
    for index in shared.rng.choice(len(published), 7, replace=False):
        story = published[int(index)]
        story["timeline"] = shared.histories.hidden(story["timeline"][:3])
        story["state"] = state_at(story["timeline"], story["days_ago"])


def _appeal_some(shared: ReportWriter, stories: list[Story]) -> None:
    """Let residents answer refusals: the newest always, of the others every third."""
    refused = [s for s in stories if s["has_email"] and s["timeline"][-1:] and
               s["timeline"][-1]["action"] == "refuse"]  # fmt: skip
    refused.sort(key=lambda story: float(story["days_ago"]))
    for story in refused[::3]:
        row = shared.categories[story["category"]]
        hours = float(row["target_hours"] or 24)
        story["timeline"] = shared.histories.appealed(story["timeline"], row["code"], hours)
        story["state"] = state_at(story["timeline"], story["days_ago"])
