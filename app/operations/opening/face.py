"""Changes what a hromada says of itself: names and contacts, address, map view, coat of arms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Conflict, Rejected
from app.models.hromadas import Hromada, HromadaAlias
from app.queries.opening.words import words_seen
from gis.geometry import Point

# All lead to the hromada for good.
MOST_FORMER_SLUGS = 10
_LOWEST_ZOOM, _HIGHEST_ZOOM = 6.0, 17.0


def describe_hromada(session: Session, words: Mapping[str, str], *, seen: str) -> None:
    """Set the names, the introduction and the contacts, by column.

    ``seen`` is the fingerprint of what the form showed. Raises Conflict if somebody else has
    saved meanwhile.
    """
    row = session.scalars(
        select(Hromada).where(Hromada.id == hromada_of(session)).with_for_update()
    ).one()
    if seen != words_seen(row):
        raise Conflict("Somebody else has saved this page meanwhile. Compare and save again.")
    _set(session, **words)


def rename_slug(session: Session, slug: str, *, now: datetime) -> None:
    """Change the hromada's slug; addresses with the former one lead to the new one.

    Raises Rejected if another hromada has it, or had it: its old links must not lead here.
    """
    hromada_id = hromada_of(session)
    former = session.scalars(select(Hromada.slug).where(Hromada.id == hromada_id)).one()
    if slug == former:
        return
    others = select(Hromada.id).where(Hromada.slug == slug)
    had = select(HromadaAlias.hromada_id).where(
        HromadaAlias.slug == slug, HromadaAlias.hromada_id != hromada_id
    )
    if session.execute(others.union_all(had)).first():
        raise Rejected.on("slug", "Another hromada has this address. Choose a longer one.")
    _refuse_many(session, slug)
    session.execute(delete(HromadaAlias).where(HromadaAlias.slug == slug))
    alias = {"slug": former, "hromada_id": hromada_id, "created_at": now}
    session.execute(insert(HromadaAlias).values(alias))
    _set(session, slug=slug)


def _refuse_many(session: Session, slug: str) -> None:
    """Raise Rejected where a new address would be one too many: nobody else can have those left."""
    former = select(HromadaAlias.slug).where(HromadaAlias.hromada_id == hromada_of(session))
    if len(session.scalars(former.where(HromadaAlias.slug != slug)).all()) >= MOST_FORMER_SLUGS:
        raise Rejected.on(
            "slug",
            "The address was changed %(count)s times already. Choose one of the former ones.",
            count=MOST_FORMER_SLUGS,
        )


def move_centre(session: Session, point: Point) -> None:
    """Move the middle of the initial map view; raise Rejected for a point outside the hromada."""
    centre = func.ST_SetSRID(func.ST_MakePoint(point.lon, point.lat), 4326)
    inside = select(func.ST_Covers(Hromada.boundary, centre)).where(
        Hromada.id == hromada_of(session)
    )
    if not session.scalar(inside):
        raise Rejected.on("place", "This place is outside the hromada. Choose one inside it.")
    _set(session, centre=centre)


def change_zoom(session: Session, steps: int) -> None:
    """Bring the initial map view nearer by so many zoom levels, or farther."""
    zoom = func.least(func.greatest(Hromada.zoom + steps, _LOWEST_ZOOM), _HIGHEST_ZOOM)
    _set(session, zoom=zoom)


def replace_logo(session: Session, key: str) -> str:
    """Set the storage key of the coat of arms, '' for ours; return the former key."""
    former = session.scalars(
        select(Hromada.logo_key).where(Hromada.id == hromada_of(session)).with_for_update()
    ).one()
    _set(session, logo_key=key)
    return str(former)


def _set(session: Session, **values: Any) -> None:  # noqa: ANN401 - columns of any type
    session.execute(update(Hromada).where(Hromada.id == hromada_of(session)).values(**values))
