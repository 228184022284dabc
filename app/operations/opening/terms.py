"""Sets a hromada's terms from a day on, with the decision that set them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import KYIV, longest_days, midnight
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.names import Name
from app.models.hromadas import HromadaSetting
from app.models.places import Category
from app.operations.acting import lock_directory
from app.queries.opening.terms import clock_histories, terms_seen


@dataclass(frozen=True, slots=True)
class TermsChange:
    """Days by clock, the day they count from, and the decision, as the council names it.

    ``seen`` is the fingerprint of the terms that the form showed.
    """

    days: Mapping[str, int]
    starts: date
    decision: str
    seen: str


def set_terms(session: Session, change: TermsChange, *, by: int | None, now: datetime) -> None:
    """Set the terms; reports that are running keep theirs.

    What counts from today counts at once; what is to begin later may be replaced until then.
    Raises Rejected if a report would have to be answered before it must be accepted, Conflict if
    somebody else has recorded a decision meanwhile.
    """
    lock_directory(session)
    if change.seen != terms_seen(clock_histories(session, now=now)):
        raise Conflict("Somebody else has recorded a decision meanwhile. Compare and save again.")
    _refuse_contradiction(session, change)
    today = now.astimezone(KYIV).date()
    if change.starts < today:
        raise Rejected.on("starts", "Choose today or a later day: what has passed stays as it was.")
    starts_at = now if change.starts == today else midnight(change.starts)
    setting = insert(HromadaSetting).values(
        [
            {
                "hromada_id": hromada_of(session),
                "name": name,
                "valid_from": starts_at,
                "value": str(value),
                "decision": change.decision,
                "set_at": now,
                "set_by": by,
            }
            for name, value in change.days.items()
        ]
    )
    replaced = {c: setting.excluded[c] for c in ("value", "decision", "set_at", "set_by")}
    session.execute(
        setting.on_conflict_do_update(
            index_elements=["hromada_id", "name", "valid_from"], set_=replaced
        )
    )


def withdraw_terms(session: Session, starts_at: datetime, *, now: datetime) -> None:
    """Withdraw terms that are to begin then; those in force stay. Raises NotFound."""
    gone = session.execute(
        delete(HromadaSetting)
        .where(
            HromadaSetting.hromada_id == hromada_of(session),
            HromadaSetting.valid_from == starts_at,
            HromadaSetting.valid_from > now,
        )
        .returning(HromadaSetting.name)
    ).all()
    if not gone:
        raise NotFound("These terms are in force already, or were withdrawn.")


def _refuse_contradiction(session: Session, change: TermsChange) -> None:
    accepted = longest_days(change.days["acceptance_working_days"])
    shortest = session.execute(
        select(Category.legal_days, Category.name_uk, Category.name_en)
        .where(Category.hromada_id == hromada_of(session), Category.active, Category.legal_days > 0)
        .order_by(Category.legal_days, Category.position, Category.id)
        .limit(1)
    ).one_or_none()
    if shortest is not None and accepted > shortest.legal_days:
        raise Rejected.on(
            "acceptance_working_days",
            "Accepting could take %(accepted)s days, but the answer is due in %(answer)s days, "
            "for instance for “%(kind)s”. Shorten it.",
            accepted=accepted,
            answer=shortest.legal_days,
            kind=Name(shortest.name_uk, shortest.name_en).text("uk"),
        )
