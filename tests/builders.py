"""Builds valid things; a test names only what it is about. Coordinates are lon, lat."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from app.db import enter_account, enter_hromada
from app.domain.roles import Role
from app.models.accounts import Account, RoleGrant
from app.models.places import Area, AreaCategory, Body, Category, District, Hromada
from app.models.reports import Report, ReportEvent
from app.operations.accounts.accounts import ensure_account
from app.operations.confirmations import TypedAddress
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from app.operations.reports.submitting import NewReport, submit_report
from app.queries.territory.hromadas import HromadaCard
from gis.geometry import Point

T = TypeVar("T")

# Monday, 15:00 in Kyiv (summer time).
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def square(west: float = 34.0, south: float = 47.6, size: float = 0.1) -> str:
    """A square as EWKT; the default is where the demo hromada's town lies."""
    east, north = round(west + size, 9), round(south + size, 9)
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    return f"SRID=4326;MULTIPOLYGON((({ring})))"


def a_hromada(session: Session, slug: str = "pokrov", **given: Any) -> Hromada:
    """A served hromada; the transaction enters it."""
    hromada = Hromada(
        **dict[str, Any](
            {
                "slug": slug,
                "katottg": f"UA{abs(hash(slug)) % 10**17:017d}",
                "name_uk": f"Громада {slug}",
                "name_en": f"{slug.title()} hromada",
                "boundary": square(),
                "centre": "SRID=4326;POINT(34.05 47.65)",
                "served": True,
                "created_at": LONG_AGO,
            }
        )
        | given
    )
    session.add(hromada)
    session.flush()
    enter_hromada(session, hromada.id)
    return hromada


def a_district(session: Session, hromada: Hromada, code: str = "centre", **given: Any) -> District:
    return _add(
        session,
        District,
        {
            "hromada_id": hromada.id,
            "code": code,
            "name_uk": "Центр",
            "name_en": "Centre",
            "boundary": square(),
            "label_point": "SRID=4326;POINT(34.05 47.65)",
            "valid_from": LONG_AGO,
        }
        | given,
    )


def a_body(session: Session, hromada: Hromada, code: str = "udg", **given: Any) -> Body:
    return _add(
        session,
        Body,
        {
            "hromada_id": hromada.id,
            "code": code,
            "name_uk": f"Управління {code}",
            "name_en": f"Department {code}",
            "email": f"{code}@pokrov.example",
        }
        | given,
    )


def a_category(
    session: Session, hromada: Hromada, code: str = "roads.pothole", **given: Any
) -> Category:
    """A leaf; its group is made when it is not there yet."""
    group_code = code.split(".")[0]
    group = session.query(Category).filter_by(code=group_code).one_or_none()
    if group is None:
        group = _add(
            session,
            Category,
            {
                "hromada_id": hromada.id,
                "code": group_code,
                "name_uk": "Дороги",
                "name_en": "Roads",
            },
        )
    return _add(
        session,
        Category,
        {
            "hromada_id": hromada.id,
            "code": code,
            "parent_id": group.id,
            "name_uk": "Яма",
            "name_en": "Pothole",
            "target_hours": 168,
        }
        | given,
    )


def an_area(
    session: Session, body: Body, *categories: Category, code: str = "a1", **given: Any
) -> Area:
    """An area of responsibility for the categories; for everything when none is named."""
    boundary = given.pop("boundary", square())
    size = session.scalar(text("SELECT ST_Area(CAST(:b AS geography))"), {"b": boundary})
    area = _add(
        session,
        Area,
        {
            "hromada_id": body.hromada_id,
            "code": code,
            "name_uk": f"Зона {code}",
            "body_id": body.id,
            "everything": not categories,
            "boundary": boundary,
            "area_m2": size,
            "decision": "Рішення № 1",
            "valid_from": LONG_AGO,
        }
        | given,
    )
    for category in categories:
        session.add(
            AreaCategory(hromada_id=body.hromada_id, area_id=area.id, category_id=category.id)
        )
    session.flush()
    return area


def an_account(session: Session, email: str = "ivanna@example.org", **given: Any) -> Account:
    account_id = ensure_account(session, email, now=LONG_AGO)
    if given:
        enter_account(session, account_id)
        session.execute(update(Account).where(Account.id == account_id).values(**given))
        enter_account(session, 0)
    return Account(id=account_id, email=email, created_at=LONG_AGO, **given)


def a_grant(
    session: Session, hromada: Hromada, role: Role, body: Body | None = None, **given: Any
) -> Actor:
    """An account with the role, ready to act."""
    email = given.pop("email", f"{role}{body.code if body else ''}@pokrov.example")
    account = an_account(session, str(email))
    _add(
        session,
        RoleGrant,
        {
            "hromada_id": hromada.id,
            "account_id": account.id,
            "role": role,
            "body_id": body.id if body else None,
            "granted_at": LONG_AGO,
        },
    )
    return Actor(role, account.id)


def a_report(session: Session, hromada: Hromada | HromadaCard, **given: Any) -> Report:
    """A submitted report; ``steps`` carries it on: [("publish", actor), ("route", SYSTEM), …].

    Its ``email`` is that of somebody signed in with it; ``reporter`` is whatever was typed.
    """
    steps = given.pop("steps", [])
    if email := given.pop("email", ""):
        given["reporter"] = typed(email, confirmed=True)
    now = given.pop("now", NOON)
    new = NewReport(
        **dict[str, Any](
            {
                "category": "roads.pothole",
                "description": "Глибока яма біля зупинки, не об'їхати.",
                "point": Point(34.05, 47.65),
            }
        )
        | given
    )
    submitted = submit_report(session, new, now=now)
    report = session.get_one(Report, submitted.id)
    for action, actor in steps:
        take_step(session, report, action, StepContext(actor, now))
    return report


def typed(email: str, *, network: str = "192.0.2.1", **given: Any) -> TypedAddress:
    """An address as somebody typed it into a form, from that network."""
    address_key, network_key = (sha256(word.encode()).digest() for word in (email, network))
    return TypedAddress(email, address_key, network_key, **given)


def a_public_report(session: Session, hromada: Hromada | HromadaCard, **given: Any) -> Report:
    """A report that a moderator's decision has put on the map and routed."""
    operator = Actor(Role.OPERATOR)
    steps = [("publish", operator), ("route", SYSTEM)]
    return a_report(session, hromada, **(dict[str, Any]({"steps": steps}) | given))


def a_working_hromada(session: Session, slug: str = "pokrov") -> Hromada:
    """A hromada with a district, a body, a category and an area of responsibility."""
    hromada = a_hromada(session, slug)
    a_district(session, hromada)
    body = a_body(session, hromada)
    an_area(session, body, a_category(session, hromada))
    return hromada


def events_of(session: Session, report: Report) -> list[str]:
    """The actions of a report's life so far, in order."""
    rows = session.query(ReportEvent).filter_by(report_id=report.id).order_by(ReportEvent.id)
    return [event.action for event in rows]


def _add(session: Session, table: type[T], values: dict[str, Any]) -> T:
    return session.scalars(insert(table).values(**values).returning(table)).one()
