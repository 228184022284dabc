"""Composes the text of reports: a sentence with its slots filled, and sentences around it."""

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from tools.demo_town.draw.grammar import Sentence, capital, stock, street_slots
from tools.demo_town.draw.report_places import ReportPlace

TEXTS = ("roads", "light", "waste", "water", "heat", "house", "green", "animals", "transport",
         "improve", "rest")  # fmt: skip
SWAPS = (("’", "'"), (", ", " "), ("що ", "шо "), ("лл", "л"), ("нн", "н"), ("!", ""),
         ("сьогодні", "сьодні"), ("будь ласка", "будьласка"), ("Ліхтар", "ліхтар"),
         ("ення", "еня"))  # fmt: skip
PLAIN = frozenset({"civil"})
# Categories of problems that do not last for months.
BRIEF = frozenset({"heat", "water", "animals", "transport", "waste.overflow", "waste.burning",
                   "roads.snow", "roads.signal", "house.lift", "admin", "social",
                   "env"})  # fmt: skip
PLACE_ONLY = re.compile(r" \{(Адр|На|Біля)\}\.(?= |$)")
WAYS_TO_NAME = (
    "Адреса: {адр}.", "Це {адр}.", "Живемо тут: {адр}.", "Місце: {адр}, {біля}.",
    "{На}, будинок {буд}.",
    "Орієнтир: {адр}.", "Йдеться про {адр}.", "({адр})",
)  # fmt: skip


@dataclass
class Writer:
    """Writes text with the least used sentences first."""

    rng: np.random.Generator
    used: Counter[str] = field(default_factory=Counter)

    def core(self, code: str, *, season: str, village: bool | None) -> Sentence:
        """Return the category's least used sentence that fits season and place."""
        cores = stock(*(f"texts/{name}.txt" for name in TEXTS))[code]
        fitting = [
            core
            for core in cores
            if (not core.seasons or season in core.seasons)
            and (village is None or core.village == village or not core.village)
        ]
        return self._least(fitting or list(cores))

    def text(self, code: str, core: Sentence, spot: ReportPlace, season: str) -> str:
        """Fill the slots and put an opening, a consequence or an ending around the sentence."""
        words = self._filled(code, core.words, spot, season)
        if code.split(".")[0] in PLAIN:
            return words
        draw = self.rng.random()
        if draw < 0.20 and not core.words.startswith(("Доброго", "Вітаю", "Хочу")):
            opening = self._extra("opening", season)
            words = f"{opening} {words}"
        if self.rng.random() < 0.42 and (more := self._extra(f"more {code}", season)):
            words = f"{words} {more}"
        if self.rng.random() < 0.38:
            words = f"{words} {self._extra('ending', season)}"
        return self._slip(words) if self.rng.random() < 0.07 else words

    def _placed(self, words: str, spot: ReportPlace) -> str:
        """Vary or drop a sentence that only names the place: the report's address says it too."""
        found = PLACE_ONLY.search(words)
        if not found:
            return words
        draw = self.rng.random()
        if not spot.street or draw < 0.42:
            return words.replace(found[0], "")
        if found[1] == "Адр" and draw < 0.8:
            way = WAYS_TO_NAME[int(self.rng.integers(len(WAYS_TO_NAME)))]
            return words.replace(found[0], f" {way}")
        return words

    def _filled(self, code: str, words: str, spot: ReportPlace, season: str) -> str:
        words = self._placed(words, spot)
        slots = street_slots(spot.street)
        address = f"{slots['коротко']}, {spot.house}"
        brief = code.split(".")[0] in BRIEF or code in BRIEF
        duration = self._extra("duration-short" if brief else "duration", season)
        since = duration if duration.startswith(("від", "з ", "ще")) else f"вже {duration}"
        since = since.replace("вже уже", "вже")
        slots |= {
            "буд": spot.house, "адр": address, "Адр": capital(address), "біля": spot.landmark,
            "Біля": capital(spot.landmark), "коли": since, "Коли": capital(since),
            "На": capital(slots["на"]),
        }  # fmt: skip
        return words.format_map(slots)

    def _extra(self, key: str, season: str) -> str:
        lines = stock("extras.txt").get(key, ())
        fitting = [line for line in lines if not line.seasons or season in line.seasons]
        return self._least(fitting).words if fitting else ""

    def _least(self, sentences: list[Sentence]) -> Sentence:
        fewest = min(self.used[s.words] for s in sentences)
        fresh = [s for s in sentences if self.used[s.words] == fewest]
        chosen = fresh[int(self.rng.integers(len(fresh)))]
        self.used[chosen.words] += 1
        return chosen

    def _slip(self, words: str) -> str:
        """Make one small typing error."""
        fitting = [(a, b) for a, b in SWAPS if a in words]
        if not fitting:
            return words
        wrong, right = fitting[int(self.rng.integers(len(fitting)))]
        return words.replace(wrong, right, 1)
