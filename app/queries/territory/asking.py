"""Hromadas that are not served: which, and how many people asked for each."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.models.subscriptions import HromadaRequest

_VOICES = text("SELECT people, confirmed FROM voices_asking()")
_ALL = text("""
SELECT h.name_uk, h.name_en, h.oblast_uk, h.oblast_en, h.raion_uk, h.katottg, a.people, a.confirmed
FROM asked_by_hromada() AS a JOIN hromada AS h ON h.id = a.of_hromada
ORDER BY a.people DESC, h.name_uk COLLATE "uk-x-icu", h.katottg
""")
_PREPARED = text("""
SELECT EXISTS (SELECT FROM role_grant WHERE hromada_id = :id AND role = 'coordinator')
    OR EXISTS (SELECT FROM body WHERE hromada_id = :id)
""")
_UNSERVED = text("""
SELECT id, slug, katottg, name_uk, name_en, kind, oblast_uk, oblast_en, raion_uk, hotline
FROM hromada WHERE slug = :slug AND NOT served
""")


@dataclass(frozen=True, slots=True)
class UnservedHromada:
    """A known hromada whose pages are not open."""

    id: int
    slug: str
    katottg: str
    name: Name
    kind: str
    oblast_name: Name
    raion_uk: str
    hotline: str


@dataclass(frozen=True, slots=True)
class Voices:
    """How many asked for the hromada: browsers and addresses, and those that confirmed one."""

    people: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class AskedHromada:
    """A hromada that people asked for; counts only."""

    name: Name
    oblast_name: Name
    raion_uk: str
    katottg: str
    people: int
    confirmed: int


def unserved_hromada(session: Session, slug: str) -> UnservedHromada | None:
    """Return the hromada of the slug if it is known and not served."""
    row = session.execute(_UNSERVED, {"slug": slug}).one_or_none()
    return None if row is None else from_row(UnservedHromada, row._mapping)


def being_prepared(session: Session) -> bool:
    """Return whether somebody is setting up the entered hromada, or it has bodies already."""
    return bool(session.scalar(_PREPARED, {"id": hromada_of(session)}))


def voices_asking(session: Session) -> Voices:
    """Return how many asked for the entered hromada."""
    return Voices(*session.execute(_VOICES).one())


def has_asked(session: Session, device_key: bytes | None) -> bool:
    """Return whether this browser asked for the entered hromada already."""
    if device_key is None:
        return False
    asked = select(HromadaRequest.id).where(
        HromadaRequest.hromada_id == hromada_of(session), HromadaRequest.person_key == device_key
    )
    return session.scalar(asked) is not None


def asked_hromadas(session: Session) -> list[AskedHromada]:
    """Return every hromada that people asked for, the most wanted first."""
    return [from_row(AskedHromada, row._mapping) for row in session.execute(_ALL)]
