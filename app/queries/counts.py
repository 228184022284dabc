"""Which hromadas need counts of their reports, and which need facet counts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.counts import HromadaCount
from app.models.places import Hromada


def hromadas_to_count(session: Session) -> list[tuple[int, str]]:
    """Return id and slug of every hromada with reports or served here, by slug."""
    rows = session.execute(
        select(Hromada.id, Hromada.slug)
        .outerjoin(HromadaCount, HromadaCount.hromada_id == Hromada.id)
        .where(Hromada.served | HromadaCount.hromada_id.is_not(None))
        .order_by(Hromada.slug)
    )
    return [(row.id, row.slug) for row in rows]


def hromadas_outgrown(session: Session, *, faceted_from: int) -> list[int]:
    """Return hromadas with at least ``faceted_from`` public reports and no facet counts."""
    total = HromadaCount.open + HromadaCount.progress + HromadaCount.closed
    return list(
        session.scalars(
            select(HromadaCount.hromada_id)
            .where(~HromadaCount.faceted, total >= faceted_from)
            .order_by(HromadaCount.hromada_id)
        )
    )
