"""A round of the soak: explore, use every form as a person would, attack, look at what remains."""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_from_bytes

from sqlalchemy import select

from app.models.reports import Report
from tests.soak import aftermath
from tests.soak.attacks import (
    UNSAFE,
    Attack,
    Target,
    attacks_on,
    sent_plausibly,
)
from tests.soak.checks import faults
from tests.soak.explorer import Explorer
from tests.soak.markup import MARKER
from tests.soak.skipped import SKIPPED
from tests.soak.town import PEOPLE, STRANGER, Town
from tests.soak.values import Hostile, hostile_headers, hostile_numbers, hostile_texts
from tests.soak.wire import Answer, send

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "M<b>")
# What a person without the right, or without a token, is answered.
_TURNED_AWAY = {400, 401, 403, 404, 405}
_BIG_PATH = 8000


@dataclass
class Finding:
    """A rule that an answer broke: with the request, and the one that had stored what it shows."""

    rule: str
    attack: Attack
    planted: Attack | None = None
    raised: str = ""

    def __str__(self) -> str:
        planted = f"\n  planted by {self.planted!r}" if self.planted else ""
        raised = f"\n{self.raised}" if self.raised else ""
        said = f"{self.rule}\n  {self.attack!r}{planted}{raised}"
        return said.encode("utf-8", "backslashreplace").decode()

    @property
    def kind(self) -> tuple[str, ...]:
        path = re.sub(r"\d+", "N", self.attack.path.partition("?")[0])[:80]
        return (re.sub(r"[\d.]+|\[.*\]|'.*'", "", self.rule)[:60], self.attack.method, path)


@dataclass
class Campaign:
    """One round in one town; ``end`` is a time of the monotonic clock."""

    town: Town
    seed: str
    note: Path
    timed: bool
    end: float = float("inf")
    findings: list[Finding] = field(default_factory=list)
    planted: dict[str, Attack] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    sent: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 - drawn examples, no secret
        self._last = 0

    def ask(self, attack: Attack) -> Answer:
        """Send the request, judge the answer and where it leads, and remember what it planted."""
        answer = self._send(attack)
        if attack.method in UNSAFE and answer.status in {201, 303}:
            self._acknowledged(attack, answer)
        return answer

    def prepare(self, most: int) -> Explorer:
        """Use every form twice as a person would, so that what is made can be changed and ended."""
        for _ in range(2):
            self.use(self.explore(most))
        return self.explore(most)

    def use(self, found: Explorer) -> None:
        """Send every form; a report that one decision has changed is left alone by the others."""
        touched: Counter[str] = Counter()
        tried: Counter[str] = Counter()
        for target in sorted(
            self._shuffled(found), key=lambda one: one.key.startswith("accounts.")
        ):
            number = re.sub(r"\D", "", target.path)
            done = self.reached.get(target.key, 404) < 400 or tried[target.key] > 3
            if target.method in UNSAFE and not done and not (number and touched[number]):
                tried[target.key] += 1
                answer = self.ask(sent_plausibly(target, self.rng))
                touched[number] += answer.status < 400
                self.reach(target, answer)

    def explore(self, most: int, people: Sequence[str] = PEOPLE) -> Explorer:
        """Walk the site as each person; the first follows the letters' links as well."""
        found = Explorer(self.town, self.ask, most=most, values=self.values)
        doors = [*self.town.doors, *aftermath.letters(self)]
        for person in people:
            found.walk(person, doors)
            doors = []
        return found

    def attack(self, found: Explorer, *, each: int, others: int, forms: int) -> None:
        """Attack ``forms`` forms of every kind, then ``others`` times whatever has an address."""
        taken: Counter[str] = Counter()
        for target in self._shuffled(found):
            taken[target.key] += 1
            if taken[target.key] <= forms:
                for attack in attacks_on(target, self.rng, self._marker(), each):
                    self._try(target, attack)
        self.unreached(found)
        pages = [one for person in PEOPLE for one in found.query_targets(person)]
        parts = [path for _, *path in found.templates()]
        for _ in range(others):
            target = self.rng.choice(pages)
            kinds = [
                self._strange_path(parts),
                self._strange_method(pages),
                self._strange_header(pages),
            ]
            queries = list(attacks_on(target, self.rng, self._marker(), 2))
            for attack in (*queries, self.rng.choice(kinds)):
                self._try(target, attack)

    def unreached(self, found: Explorer) -> None:
        """Send to every unsafe route that no form has reached, as everybody who may."""
        missing = found.keys() - {key for key, status in self.reached.items() if _got_in(status)}
        for person in PEOPLE:
            for target in found.unlinked(person):
                if target.key in missing and not _got_in(self.reached.get(target.key, 404)):
                    self.reach(target, self.ask(sent_plausibly(target, self.rng)))

    def aftermath(self, most: int, people: Sequence[str] = PEOPLE) -> None:
        """Look at all that shows what was stored, and count what was acknowledged."""
        self.explore(most, people)
        with self.town.database.reading(self.town.hromada.id) as session:
            kept = set(session.scalars(select(Report.number)))
        for number in self.numbers - kept:
            self.blame(
                f"report {number} was acknowledged and is gone", Attack(STRANGER, "GET", "/", "")
            )

    def reach(self, target: Target, answer: Answer) -> None:
        """Remember the best answer of a route; a form that has expired is no entry."""
        status = 400 if answer.status == 400 and "form-expired" in answer.text else answer.status
        if status in {302, 303} and "/sign-in" in answer.headers.get("Location", ""):
            status = 303 if target.key.startswith("accounts.") else 401
        before = self.reached.get(target.key, 404)
        self.reached[target.key] = status if not _got_in(before) or status < before else before

    def blame(self, rule: str, attack: Attack, raised: str = "") -> None:
        """Keep a finding; the marker in its words tells what planted it."""
        marker = MARKER.search(rule)
        planted = self.planted.get(marker[0]) if marker else None
        found = Finding(rule, attack, planted if planted != attack else None, raised)
        self.findings.append(found)
        # A run that is cut off has told what it knew.
        with self.note.with_name("findings.txt").open("a") as told:
            told.write(f"{found}\n\n")

    def _send(self, attack: Attack) -> Answer:
        self.sent += 1
        if attack.marker:
            self.planted[attack.marker] = attack
        answer = send(self.town, attack, self.note)
        rules = list(faults(attack, answer, timed=self.timed))
        if self.timed and rules and all("s of CPU" in rule for rule in rules):
            # A busy machine is no fault: what is slow is slow three times.
            again = [send(self.town, attack, self.note) for _ in range(2)]
            rules = list(faults(attack, min(again, key=lambda one: one.seconds), timed=True))
        for rule in rules:
            self.blame(rule, attack, answer.raised)
        return answer

    def _acknowledged(self, attack: Attack, answer: Answer) -> None:
        to = answer.headers.get("Location", "")
        if number := re.match(r"/[\w-]+/reports/(\d+)(/sent)?", to):
            self.numbers.add(int(number[1]))
        if answer.status == 303 and to.startswith("/"):
            page = to.partition("#")[0]
            after = self._send(Attack(attack.person, "GET", page, f"after {attack.label}"))
            if after.status >= 400 and after.status != 403:
                self.blame(f"it led to a page of status {after.status}", attack)

    def _try(self, target: Target, attack: Attack) -> None:
        if attack.hazard not in SKIPPED and time.monotonic() < self.end:
            self.reach(target, self.ask(attack))

    def _shuffled(self, found: Explorer) -> list[Target]:
        return self.rng.sample(found.targets, len(found.targets))

    def _marker(self) -> str:
        self._last += 1
        return f"zq{self._last:04x}00z"

    def _strange_path(self, parts: list[list[str]]) -> Attack:
        marker = self._marker()
        path, place = self.rng.choice(parts)
        value = self.rng.choice(
            [*hostile_texts(marker), *hostile_numbers(), Hostile("dots", b"..")]
        )
        whole = path.replace(place, quote_from_bytes(value.content, safe="")[:_BIG_PATH])
        method = self.rng.choice(("GET", "POST"))
        person = self.rng.choice(PEOPLE)
        return Attack(
            person, method, whole, f"path: {value.label}", marker=marker, hazard=_hazard(whole)
        )

    def _strange_method(self, pages: list[Target]) -> Attack:
        page, method = self.rng.choice(pages), self.rng.choice(METHODS)
        return Attack(page.person, method, page.path, f"method {method}")

    def _strange_header(self, pages: list[Target]) -> Attack:
        page, marker = self.rng.choice(pages), self._marker()
        header = self.rng.choice(hostile_headers(marker))
        return Attack(
            page.person, "GET", page.path, f"header {header[0]}", headers=(header,), marker=marker
        )


def _hazard(path: str) -> str:
    return (
        "path" if re.search("%00|%ED|%EF%BF%BE|%FF|%FE|%C0|%F4%90|%F8", path, re.IGNORECASE) else ""
    )


def _got_in(status: int) -> bool:
    return status not in _TURNED_AWAY


def unreached_keys(campaign: Campaign, found: Explorer) -> Iterator[str]:
    """Yield the unsafe routes that were never entered with a good token."""
    for key in sorted(found.keys()):
        if not _got_in(campaign.reached.get(key, 404)):
            yield f"{key}: {campaign.reached.get(key, 'never sent')}"
