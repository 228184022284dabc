"""Lives the demo's reports up to today: who did what when, and the columns that follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.domain.deadlines import Clock, HromadaTerms, Term, after_days, term_end
from app.domain.lifecycle import SUBMIT
from app.domain.moderation import UnsolvedReason
from app.domain.roles import Role
from app.operations.placing import Placement, ProblemLocation, place
from app.operations.reports.events import SYSTEM, Actor, NewStep, StepContext, history_of
from app.operations.reports.recording import History
from gis.geometry import Point
from tools.demo_town.draw.clock import sent_at

# In what capacity the demo's people take each step.
_ROLE_OF: dict[str, Role] = {
    "publish": Role.MODERATOR,
    "reject": Role.MODERATOR,
    "ask": Role.MODERATOR,
    "duplicate": Role.MODERATOR,
    "supply": Role.RESIDENT,
    "route": Role.SYSTEM,
    "forward": Role.COORDINATOR,
    "accept": Role.OFFICER,
    "start": Role.OFFICER,
    "solve": Role.OFFICER,
    "refuse": Role.OFFICER,
    "plan": Role.OFFICER,
    "confirm": Role.RESIDENT,
    "return": Role.RESIDENT,
    "appeal": Role.RESIDENT,
    "uphold": Role.COORDINATOR,
    "overrule": Role.COORDINATOR,
    "hide": Role.MODERATOR,
}

# Why the demo's bodies refuse, by how their words begin.
_REASONS = {
    "Ділянка приватна": UnsolvedReason.PRIVATE,
    "Проблеми на місці не виявлено": UnsolvedReason.NOT_FOUND,
    "На цей рік коштів немає": UnsolvedReason.NO_MONEY,
    "За нормами": UnsolvedReason.IMPOSSIBLE,
    "Це спільне майно": UnsolvedReason.NOT_IN_POWER,
    "Роботи неможливі": UnsolvedReason.DANGEROUS,
}

# A promise of the demo is for so long ahead.
_PLANNED_AHEAD = timedelta(days=45)
# When the clock closes what ended at midnight.
_CLOCK_RUNS_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo's people: account ids by role, officers by body id."""

    moderator: int
    coordinator: int
    officers: Mapping[int, int]

    def account(self, role: Role, body_id: int | None) -> int | None:
        """Return who acts in this role for the report's body."""
        if role is Role.OFFICER:
            return self.officers[body_id or 0]
        return {Role.MODERATOR: self.moderator, Role.COORDINATOR: self.coordinator}.get(role)


@dataclass(frozen=True, slots=True)
class Demo:
    """What every demo report is made with. ``keep_photo`` draws one, keeps it, returns its key."""

    session: Session
    hromada_id: int
    cast: Cast
    now: datetime
    keep_photo: Callable[[str, int], str]


class Life(NamedTuple):
    """A report as it has lived till now."""

    story: Mapping[str, Any]
    facts: dict[str, Any]
    history: History


def lived(demo: Demo, story: Mapping[str, Any]) -> Life:
    """Return the report as far as it has lived by now, placed as a resident's would be."""
    submitted = sent_at(story, demo.now)
    spot = ProblemLocation(Point(story["lon"], story["lat"]), story["category"])
    found = place(demo.session, spot, now=submitted)
    history = history_of(None, _steps(demo, story, submitted, found), _clocks(found))
    return Life(story, _facts(story, submitted, found), history)


def _clocks(found: Placement) -> Callable[[Clock, datetime], datetime]:
    """Return the ends of terms; acceptance ends no later than an answer that began before it."""
    terms = (found.category[name] for name in ("target_hours", "legal_days", "accept_hours"))
    category = Term(*terms)
    answers: list[datetime] = []

    def due(clock: Clock, start: datetime) -> datetime:
        end = term_end(clock, start, HromadaTerms(), category)
        if clock is Clock.ANSWER:
            answers.append(end)
        if clock is Clock.ACCEPTANCE and answers and answers[-1] > start:
            return min(end, answers[-1])
        return end

    return due


def _steps(
    demo: Demo, story: Mapping[str, Any], submitted: datetime, found: Placement
) -> list[NewStep]:
    """Return the steps that have already happened, in order."""
    body_id = found.decision.body_id
    sender = Actor(Role.RESIDENT if story.get("has_email") else Role.ANONYMOUS)
    taken: list[NewStep] = [(SUBMIT, StepContext(sender, submitted))]
    for number, step in enumerate(story["timeline"]):
        action = step["action"]
        at = submitted + timedelta(days=float(step["days_after"]), seconds=number)
        role = _ROLE_OF[action]
        if (ended := _silence(taken)) and ended[1].now < min(at, demo.now):
            break
        if at >= demo.now or (body_id is None and role in (Role.OFFICER, Role.SYSTEM)):
            break
        actor = Actor(role, demo.cast.account(role, body_id))
        taken.append((action, _context(action, actor, at, step.get("note", ""))))
    ended = _silence(taken)
    return [*taken, ended] if ended and ended[1].now < demo.now else taken


def _context(action: str, actor: Actor, at: datetime, words: str) -> StepContext:
    """Return how a step is taken; the resident's own words against a refusal are for staff."""
    if action == "plan":
        planned = {"planned_for": (at + _PLANNED_AHEAD).date()}
        return StepContext(actor, at, words, changes=planned)
    if action == "appeal":
        return StepContext(actor, at, details={"words": words})
    if action == "refuse":
        return StepContext(actor, at, words, details={"reason": _reason_of(words)})
    return StepContext(actor, at, words)


def _reason_of(words: str) -> UnsolvedReason:
    return next(reason for begin, reason in _REASONS.items() if words.startswith(begin))


def _silence(taken: list[NewStep]) -> NewStep | None:
    """Return the step by which silence ends what waits for the reporter's word, at its own time."""
    action, context = taken[-1]
    ends = {
        "solve": ("lapse", HromadaTerms().confirmation_days),
        "ask": ("expire", HromadaTerms().reply_days),
    }
    if action not in ends:
        return None
    ending, days = ends[action]
    over = after_days(context.now, days)
    return (ending, StepContext(SYSTEM, over + _CLOCK_RUNS_AFTER))


def _facts(story: Mapping[str, Any], submitted: datetime, found: Placement) -> dict[str, Any]:
    return {
        "point": Point(story["lon"], story["lat"]).ewkt(),
        "address": story.get("address", ""),
        "description": story["description"],
        "public_text": story["description"],
        "locale": story.get("locale", "uk"),
        "channel": story.get("channel", "web"),
        "category_id": found.category["id"],
        "district_id": found.district_id,
        "body_id": found.decision.body_id,
        "area_id": found.decision.area_id,
        "routing": found.decision.reasons(),
        "sensitive": found.sensitive,
        "supporters": int(story.get("supporters", 0)),
        "confirmed_supporters": int(story.get("supporters", 0)) * 2 // 5,
        "submitted_at": submitted,
    }
