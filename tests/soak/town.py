"""A town with something in every state, and a browser for each kind of person."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Body, Category, CategoryChange, Hromada
from app.models.reports import Report
from app.models.subscriptions import HromadaRequest
from app.operations.accounts.accounts import (
    Grant,
    expect_sign_in,
    issue_sign_in_token,
    redeem_sign_in,
    request_sign_in,
)
from app.operations.confirmations import TypedAddress
from app.operations.notices.announcing import NewNotice, announce
from app.operations.notices.subscribing import follow_notice
from app.operations.opening.asking import HROMADA_REQUEST, HromadaAsker, ask_for_hromada
from app.operations.reports.events import SYSTEM, Actor
from app.operations.reports.subscribing import follow_report
from app.operations.territory.zones import NewZone, draw_zone, end_zone
from app.security.request_context import SIGN_IN_COOKIE
from app.security.tokens import link_token
from gis.geometry import Point
from tests.builders import a_grant, a_hromada, a_public_report, a_report, square
from tests.soak.markup import Page
from tests.values import present
from tests.web.desks import a_town_with_desks
from tests.web.residents import private_key
from tests.web.staff import signed_in

STRANGER, REPORTER, RESIDENT = "stranger", "reporter", "resident"
STAFF = (Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER, Role.OPERATOR)
PEOPLE = (STRANGER, REPORTER, RESIDENT, *map(str, STAFF))
WORDS = "Глибока яма біля зупинки, не об'їхати."


@dataclass
class Browser:
    """A browser and the last token that a page gave it."""

    client: FlaskClient
    token: str = ""


@dataclass
class Town:
    """The app with its town; ``browsers`` by person."""

    app: Flask
    database: Database
    hromada: Hromada
    own: list[Report]
    # Addresses that no page of the town links to, and numbers of things by the names of routes.
    doors: list[str] = field(default_factory=list)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, person: str) -> Browser:
        """Return this person's browser, let in again if it was signed out."""
        if person not in self.browsers:
            self.enter(person)
        return self.browsers[person]

    def enter(self, person: str) -> None:
        """Give the person a new browser and let it sign in."""
        client = self.app.test_client()
        if person == REPORTER:
            for report in self.own:
                key = private_key(self.app, report.public_id)
                client.get(f"/pokrov/reports/{report.number}?key={key}")
        elif person == RESIDENT:
            self._sign_in(client, "ivanna@example.org")
        elif person != STRANGER:
            body = present(self.own[0].body_id) if person == Role.OFFICER else None
            grant = Grant(self.hromada.id, f"{person}@pokrov.example", Role(person), body)
            signed_in(client, self.database, grant)
        form = Page(
            client.get("/pokrov/reports/new?lon=34.05&lat=47.65&category=roads.pothole").text
        )
        self.browsers[person] = Browser(client, form.token())

    def _sign_in(self, client: FlaskClient, email: str) -> None:
        now = datetime.now(UTC)
        with self.database.transaction() as session:
            request_id = expect_sign_in(session, email, next_path="/", now=now)
            token = present(issue_sign_in_token(session, request_id, now))
            client.set_cookie(SIGN_IN_COOKIE, redeem_sign_in(session, token, now=now).token)


def build_town(app: Flask, database: Database) -> Town:
    """Build a town with two reports in every state, a notice, and letters that are owed."""
    hromada = a_town_with_desks(database)
    now = datetime.now(UTC)
    with database.transaction() as session:
        enter_hromada(session, hromada.id)
        staff = _staff(session, hromada)
        own = [report for _ in range(2) for report in _reports(session, hromada, staff, now)]
        area = square(34.04, 47.64, 0.02)
        new = NewNotice(("Немає води", "No water"), ("Ремонт.", "Repairs."), area, now)
        notice = announce(session, new, now=now)
        typed = TypedAddress("petro@example.org", b"an address", b"a network")
        # One to be refused, which deletes it, and one to be ended.
        other = TypedAddress("maria@example.org", b"another address", b"a network")
        follow_notice(session, notice, typed=typed, now=now)
        follow_notice(session, notice, typed=other, now=now)
        public = next(report for report in own if report.status == "routed")
        follow_report(session, public.number, typed=typed, now=now)
        _withhold_one(session, hromada, now)
        request_sign_in(session, "olha@example.org", next_path="/", locale="uk", now=now)
        planned = _planned(session, hromada, now)
    return Town(
        app, database, hromada, own, doors=_asked_for(app, database), numbers={"change_id": planned}
    )


def _planned(session: Session, hromada: Hromada, now: datetime) -> list[int]:
    """Plan changes of a category; return their numbers."""
    category = session.scalars(select(Category).where(Category.code == "roads.pothole")).one()
    given = {"hromada_id": hromada.id, "category_id": category.id, "values": {"target_hours": 48}}
    planned = [
        CategoryChange(**given, starts_at=now + timedelta(days=days), created_at=now)
        for days in range(3, 9)
    ]
    session.add_all(planned)
    session.flush()
    return [change.id for change in planned]


def _asked_for(app: Flask, database: Database) -> list[str]:
    """Add a hromada that is not served and asked for; return the links of the letters about it."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        asked = a_hromada(session, "khorolska", name_uk="Хорольська", served=False)
        enter_hromada(session, asked.id)
        for n in range(3):
            typed = TypedAddress(f"asks{n}@example.org", bytes([n]), b"a network")
            ask_for_hromada(session, HromadaAsker(None, bytes([n])), typed, now=now)
        ids = session.scalars(select(HromadaRequest.id)).all()
    with app.app_context():
        tokens = [link_token(HROMADA_REQUEST, str(id_)) for id_ in ids]
    actions = ("confirm", "refuse", "confirm")
    links = [f"/ask/khorolska/{t}/{a}" for t, a in zip(tokens, actions, strict=True)]
    return ["/ask/khorolska", *links]


def _staff(session: Session, hromada: Hromada) -> tuple[Actor, Actor]:
    body = session.scalars(select(Body).where(Body.code == "udg")).one()
    moderator = a_grant(session, hromada, Role.MODERATOR, email="first@pokrov.example")
    return moderator, a_grant(session, hromada, Role.OFFICER, body, email="second@pokrov.example")


def _withhold_one(session: Session, hromada: Hromada, now: datetime) -> None:
    """Draw a zone around a report far from the others, and end it without showing the report."""
    a_public_report(session, hromada, now=now, point=Point(34.09, 47.69))
    coordinator = a_grant(session, hromada, Role.COORDINATOR, email="third@pokrov.example")
    new = NewZone(square(34.085, 47.685, 0.01), "Рішення № 7")
    zone = draw_zone(session, new, coordinator, now=now)
    end_zone(session, zone.id, coordinator, show=False, now=now)


def _reports(
    session: Session, hromada: Hromada, staff: tuple[Actor, Actor], now: datetime
) -> list[Report]:
    moderator, officer = staff
    published = ("publish", moderator)
    routed = [published, ("route", SYSTEM)]
    accepted = [*routed, ("accept", officer)]
    solved = [*accepted, ("solve", officer)]
    lives = [routed, [], [("ask", moderator)], [("reject", moderator)], accepted, solved, routed]
    lives += [solved, [*accepted, ("start", officer)], [*accepted, ("refuse", officer)], []]
    reports = []
    for n, steps in enumerate(lives):
        where = Point(34.05 + n / 2000, 47.65)
        given = {"steps": steps, "now": now - timedelta(hours=n), "point": where}
        reports.append(a_report(session, hromada, email="ivanna@example.org", **given))
    a_report(session, hromada, category="trees.fallen", steps=[published], now=now)
    return reports
