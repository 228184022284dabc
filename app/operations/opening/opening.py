"""Opens the entered hromada to residents, for good or for trial, and closes it."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Rejected
from app.domain.opening import OpeningStep, missing_steps
from app.models.hromadas import Hromada
from app.queries.opening.checklist import opening_facts


class NotReady(Rejected):
    """The hromada lacks what must be there before it opens: ``steps``."""

    code = "not-ready"

    def __init__(self, steps: tuple[OpeningStep, ...]) -> None:
        super().__init__("The hromada cannot open yet: see what is missing below.")
        self.steps = steps


def open_hromada(session: Session, *, now: datetime, unready: bool = False) -> bool:
    """Serve the entered hromada; return whether that changed anything.

    Raises NotReady if something needed is missing, unless ``unready``: then it is served for
    trial, and every page says so. One that has opened for good is not made unready again.
    """
    row = session.execute(
        select(Hromada.served, Hromada.unready)
        .where(Hromada.id == hromada_of(session))
        .with_for_update()
    ).one()
    if row.served and (unready or not row.unready):
        return False
    if not unready and (steps := missing_steps(opening_facts(session, now=now))):
        raise NotReady(steps)
    opened = Hromada.opened_at if unready else func.coalesce(Hromada.opened_at, now)
    _set(session, served=True, unready=unready, opened_at=opened)
    return True


def close_hromada(session: Session) -> None:
    """Take the hromada off the first page and close its pages; its data is kept."""
    _set(session, served=False, unready=False)


def _set(session: Session, **values: object) -> None:
    session.execute(update(Hromada).where(Hromada.id == hromada_of(session)).values(**values))
