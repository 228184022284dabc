"""Invents histories of reports: the actions, the days after which they happen, and the notes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tools.demo_town.draw.grammar import Sentence, stock

Step = dict[str, Any]
SHORTEST_PLAN_DAYS = 2.5
# Groups and leaves answered from a desk, not by a crew.
OFFICE = frozenset({"admin", "safety", "env", "build", "social", "civil", "access",
                    "transport.driver", "transport.schedule", "transport.parking",
                    "improve.kiosk", "improve.advert", "improve.monument",
                    "animals.cruelty", "waste.burning", "green.cutting",
                    "house.lift_stuck", "heat.gas_smell", "water.quality"})  # fmt: skip
STATE_AFTER = {
    "publish": "published", "reject": "rejected", "ask": "needs_info", "supply": "submitted",
    "duplicate": "duplicate", "route": "routed", "forward": "routed", "accept": "accepted",
    "start": "in_progress", "solve": "solved", "refuse": "not_solved", "plan": "planned",
    "confirm": "confirmed", "return": "in_progress", "appeal": "appealed", "uphold": "not_solved",
    "overrule": "in_progress",
}  # fmt: skip


@dataclass
class ReportHistory:
    """The steps of one report so far."""

    code: str
    target_days: float
    steps: list[Step] = field(default_factory=list)
    at: float = 0.0


class HistoryWriter:
    """Invents histories, with the least used notes first."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._used: Counter[str] = Counter()

    def full(self, code: str, target_hours: float, *, proposal: bool) -> list[Step]:
        """Return the full history of a report, given enough time."""
        history = ReportHistory(code, max(target_hours / 24, 0.2))
        if self._curated(history):
            self._worked(history, proposal=proposal)
        return history.steps

    def _curated(self, history: ReportHistory) -> bool:
        """Take the moderator's steps; return whether the report was published."""
        draw = self._rng.random()
        if draw < 0.008:
            self._step(history, "reject", self._soon(0.5))
            return False
        if draw < 0.05:
            self._step(history, "ask", self._soon(0.4))
            question, _, answer = history.steps[-1]["note"].partition(" | ")
            history.steps[-1]["note"] = question
            if self._rng.random() < 0.45:
                return False
            self._step(history, "supply", self._soon(1.2), silent=1.0)
            history.steps[-1]["note"] = answer
        self._step(history, "publish", self._soon(0.3), silent=0.86)
        self._step(history, "route", 0.0, silent=1.0)
        return True

    def _worked(self, history: ReportHistory, *, proposal: bool) -> None:
        """Take the officer's steps; now and then a report is left unfinished."""
        if self._rng.random() < 0.055:
            self._step(history, "forward", self._soon(1.5))
        if self._stuck(0.045):
            return
        self._step(history, "accept", self._soon(min(0.9, history.target_days)), silent=0.25)
        if self._stuck(0.04):
            return
        refused, planned = (0.30, 0.75) if proposal else (0.05, 0.13)
        if history.target_days < SHORTEST_PLAN_DAYS:
            planned = 0.0
        ways: tuple[tuple[float, Callable[[ReportHistory], None]], ...] = (
            (refused, self._refused),
            (planned, self._planned),
            (1.0, self._done),
        )
        draw = self._rng.random()
        next(way for limit, way in ways if draw <= limit)(history)

    def _refused(self, history: ReportHistory) -> None:
        self._start(history)
        self._step(history, "refuse", self._soon(history.target_days * 0.5))

    def _planned(self, history: ReportHistory) -> None:
        self._start(history)
        self._step(history, "plan", self._soon(history.target_days * 0.4))
        if self._stuck(0.25):
            return
        if self._rng.random() < 0.5:
            self._step(history, "start", 20 + self._soon(30), silent=0.3)
        self._answered(history, 8 + self._soon(14))

    def _done(self, history: ReportHistory) -> None:
        self._start(history)
        if self._stuck(0.04):
            return
        self._answered(history, self._soon(history.target_days * 0.45))

    def _start(self, history: ReportHistory) -> None:
        self._step(history, "start", self._soon(max(0.15, history.target_days * 0.15)), silent=0.45)

    def _answered(self, history: ReportHistory, days: float) -> None:
        self._step(history, "solve", days)
        for _ in range(2):
            if self._rng.random() > 0.085:
                break
            self._step(history, "return", self._soon(1.3))
            self._step(history, "solve", self._soon(max(1.0, history.target_days * 0.4)))
        if self._rng.random() < 0.96:
            self._step(history, "confirm", self._soon(2.2), silent=0.45)

    def appealed(self, steps: list[Step], code: str, target_hours: float) -> list[Step]:
        """Return the history of a refusal with the reporter's answer and what came of it."""
        at = float(steps[-1]["days_after"])
        history = ReportHistory(code, max(target_hours / 24, 0.2), list(steps), at)
        self._step(history, "appeal", min(20.0, self._soon(0.4)))
        if self._rng.random() < 0.5:
            self._step(history, "uphold", self._soon(2.5))
        else:
            self._step(history, "overrule", self._soon(2.5))
            self._answered(history, self._soon(history.target_days * 0.5))
        return history.steps

    def duplicate(self, days: float) -> list[Step]:
        """Return the short history of a report that repeats another."""
        history = ReportHistory("", 1.0)
        self._step(history, "duplicate", days)
        return history.steps

    def rejected(self, days: float, note: str) -> list[Step]:
        """Return the short history of a rejected report."""
        return [{"action": "reject", "days_after": round(days, 3), "note": note}]

    def hidden(self, steps: list[Step]) -> list[Step]:
        """Return the history with the report hidden after its last step."""
        history = ReportHistory("", 1.0, list(steps), float(steps[-1]["days_after"]))
        self._step(history, "hide", self._soon(0.5))
        return history.steps

    def _step(
        self, history: ReportHistory, action: str, days: float, *, silent: float = 0.0
    ) -> None:
        history.at += days
        note = "" if self._rng.random() < silent else self._note(action, history.code)
        history.steps.append({"action": action, "days_after": round(history.at, 3), "note": note})

    def _note(self, action: str, code: str) -> str:
        notes = stock("notes.txt")
        own = notes.get(f"{action} {code}", ())
        choice: list[Sentence] = [*own, *own, *own] if own and self._rng.random() < 0.8 else []
        office = code.split(".")[0] in OFFICE or code in OFFICE
        choice = choice or list(notes.get(f"{action} office", ()) if office else ())
        choice = choice or list(notes.get(action, ()))
        if not choice:
            return ""
        fewest = min(self._used[s.words] for s in choice)
        fresh = [s for s in choice if self._used[s.words] == fewest]
        chosen = fresh[int(self._rng.integers(len(fresh)))].words
        self._used[chosen] += 1
        return chosen

    def _soon(self, median_days: float) -> float:
        return float(median_days * np.exp(self._rng.normal(0, 0.75)))

    def _stuck(self, share: float) -> bool:
        return bool(self._rng.random() < share)


def state_at(steps: list[Step], days: float) -> str:
    """Return the status of a report some days after it was sent."""
    state = "submitted"
    for step in steps:
        if float(step["days_after"]) < days:
            state = STATE_AFTER.get(str(step["action"]), state)
    return state
