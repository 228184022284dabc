"""A hromada's terms: what is in force, what comes next, what was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import HromadaTerms
from app.models.accounts import Account
from app.models.hromadas import HromadaSetting
from app.queries.opening.checklist import CLOCKS
from app.queries.territory.fingerprints import fingerprint


@dataclass(frozen=True, slots=True)
class TermSetting:
    """A value of a clock from a moment on; ``decision`` is '' for ours."""

    clock: str
    days: int
    starts_at: datetime | None
    decision: str
    set_at: datetime | None
    set_by: str


@dataclass(frozen=True, slots=True)
class ClockHistory:
    """A clock: the setting in force, those to come, and those before, the newest first."""

    clock: str
    current: TermSetting
    coming: tuple[TermSetting, ...]
    former: tuple[TermSetting, ...]

    @property
    def latest(self) -> TermSetting:
        """Return the setting that was decided for the latest day."""
        return self.coming[-1] if self.coming else self.current


def clock_histories(session: Session, *, now: datetime) -> list[ClockHistory]:
    """Return the entered hromada's clocks with all their settings."""
    rows = session.execute(
        select(HromadaSetting, Account.email)
        .outerjoin(Account, Account.id == HromadaSetting.set_by)
        .where(HromadaSetting.hromada_id == hromada_of(session), HromadaSetting.name.in_(CLOCKS))
        .order_by(HromadaSetting.valid_from.desc())
        .limit(1000)
    ).all()
    settings = [_setting(row.HromadaSetting, row.email or "") for row in rows]
    return [_history(clock, [s for s in settings if s.clock == clock], now) for clock in CLOCKS]


def terms_seen(clocks: Sequence[ClockHistory]) -> str:
    """Return the fingerprint of the terms in force and to come."""
    return fingerprint(*((one.clock, one.current, one.coming) for one in clocks))


def _setting(row: HromadaSetting, email: str) -> TermSetting:
    return TermSetting(row.name, int(row.value), row.valid_from, row.decision, row.set_at, email)


def _history(clock: str, settings: list[TermSetting], now: datetime) -> ClockHistory:
    coming = tuple(s for s in settings if s.starts_at and s.starts_at > now)
    started = settings[len(coming) :]
    ours = TermSetting(clock, getattr(HromadaTerms(), clock), None, "", None, "")
    current, *former = [*started, ours]
    return ClockHistory(clock, current, coming[::-1], tuple(former))
