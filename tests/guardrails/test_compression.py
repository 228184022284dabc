"""No page that shows a lasting secret is compressed: its length would tell the secret (BREACH)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from app.api.tiles import MVT
from app.db import Database, enter_hromada, hromada_of
from app.domain.roles import Role
from app.models.accounts import Account
from app.models.boundaries import BoundaryDraft
from app.models.hromadas import TrialLetter
from app.models.imports import ImportFile
from app.models.notices import Notice, NoticeSubscription
from app.models.places import Area, Body, Category, District, Hromada, MaskedZone
from app.models.reports import Report
from app.models.subscriptions import HromadaRequest, Subscription
from app.operations.accounts.accounts import Grant, expect_sign_in, issue_sign_in_token
from app.operations.notices.announcing import NewNotice, announce
from app.operations.notices.subscribing import NOTICE_SUBSCRIPTION
from app.operations.opening.asking import HROMADA_REQUEST
from app.operations.opening.trial_letters import TRIAL_LETTER
from app.operations.reports.resident import OWN_REPORT
from app.operations.reports.subscribing import SUBSCRIPTION
from app.operations.uploads.kinds import KINDS
from app.security.tokens import link_token
from app.texts.public_pages import PAGE_TITLES
from app.web.casework.coordination import PARTS
from tests.builders import a_hromada, square
from tests.values import present
from tests.web.desks import a_town_with_desks
from tests.web.residents import GOOD, post
from tests.web.staff import signed_in

NOW = datetime.now(UTC)
REPORTER = "reporter@pokrov.example"
UNSERVED = "irpin"
# Nonces, CSRF tokens, idempotency keys.
RANDOM = re.compile(r'(?:nonce|value)="([\w-]{20,}=*)"')


STAFF = (Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER)


@dataclass(frozen=True, slots=True)
class Town:
    """A hromada with one of everything, those who look at it, and what nobody may guess."""

    app: Flask
    people: dict[str, FlaskClient]
    numbers: dict[str, int]
    # The endpoint that each opens, and the token.
    tokens: dict[str, str]
    own_key: str

    @property
    def secrets(self) -> set[str]:
        """Keys and tokens of links, and people's addresses."""
        return {self.own_key, *self.tokens.values(), *self.people}


@pytest.fixture
def town(app: Flask, database: Database) -> Town:
    hromada = a_town_with_desks(database)
    people = {REPORTER: app.test_client()} | _staff(app, database, hromada)
    report = GOOD | {"email": REPORTER}
    assert people[REPORTER].post("/pokrov/reports", json=report).status_code == 201
    _draw(people[_address(Role.COORDINATOR)])
    _upload(people[_address(Role.COORDINATOR)])
    with app.app_context(), database.transaction() as session:
        enter_hromada(session, hromada.id)
        sign_in = expect_sign_in(session, REPORTER, next_path="/", now=NOW)
        public_id = session.scalars(select(Report.public_id)).one()
        numbers = {"number": session.scalars(select(Report.number)).one()}
        numbers["zone_id"] = session.scalars(select(MaskedZone.id)).one()
        numbers["import_id"] = session.scalars(select(ImportFile.id)).one()
        numbers["draft_id"] = session.scalars(select(BoundaryDraft.id)).one()
        numbers["body_id"] = session.scalars(select(Body.id).where(Body.code == "udg")).one()
        numbers["area_id"] = session.scalars(select(Area.id).limit(1)).one()
        numbers["district_id"] = session.scalars(select(District.id).limit(1)).one()
        numbers["kind_id"] = session.scalars(select(Category.id).limit(1)).one()
        numbers["notice"] = _a_notice(session)
        tokens = {
            "accounts.offer_sign_in": present(issue_sign_in_token(session, sign_in, NOW)),
            "following.offer": _link(session, SUBSCRIPTION, Subscription),
            "notices.offer": _link(session, NOTICE_SUBSCRIPTION, NoticeSubscription),
            "asking.offer": _asked(session),
            "opening.letter": _tried(session),
        }
        own_key = link_token(OWN_REPORT, str(public_id))
    return Town(app, people, numbers, tokens, own_key)


def _address(role: Role) -> str:
    return f"{role}@pokrov.example"


def _staff(app: Flask, database: Database, hromada: Hromada) -> dict[str, FlaskClient]:
    with database.reading(hromada.id) as session:
        body_id = session.scalars(select(Body.id).where(Body.code == "udg")).one()
    return {
        _address(role): signed_in(
            app.test_client(),
            database,
            Grant(hromada.id, _address(role), role, body_id if role == Role.OFFICER else None),
        )
        for role in STAFF
    }


def _draw(coordinator: FlaskClient) -> None:
    """Make a masked zone, and a draft of an area."""
    zones, boundaries = "/pokrov/coordination/zones", "/pokrov/coordination/boundaries"
    circle = {"reason": "Рішення № 7", "lon": "34.09", "lat": "47.69", "radius": "100"}
    assert post(coordinator, f"{zones}/draw", circle, seen=zones).status_code == 303
    ring = [[34.0, 47.6], [34.05, 47.6], [34.05, 47.7], [34.0, 47.7], [34.0, 47.6]]
    outline = json.dumps({"type": "Polygon", "coordinates": [ring]})
    area = {"kind": "areas", "code": "udg", "name_uk": "Схід", "body": "udg", "geometry": outline}
    area["categories"] = "roads"
    drawn = post(coordinator, f"{boundaries}/drawn", area, seen=f"{boundaries}/draw")
    assert drawn.status_code == 303, drawn.text


def _upload(coordinator: FlaskClient) -> None:
    """Send a file to import, which waits to be opened."""
    page = "/pokrov/coordination/imports/bodies"
    file = {"file": (BytesIO("code,name_uk\npark,Парк\n".encode()), "bodies.csv")}
    assert post(coordinator, f"{page}/file", file, seen=page).status_code == 303


def _a_notice(session: Session) -> int:
    new = NewNotice(("Немає води", ""), ("Ремонт.", ""), square(), NOW - timedelta(hours=1))
    number = announce(session, new, now=NOW)
    notice_id = session.scalars(select(Notice.id)).one()
    session.add(
        NoticeSubscription(
            hromada_id=hromada_of(session), notice_id=notice_id, email=REPORTER, created_at=NOW
        )
    )
    session.flush()
    return number


def _asked(session: Session) -> str:
    """Ask for a hromada that is not served; return the token of the letter's link."""
    here = hromada_of(session)
    unserved = a_hromada(session, UNSERVED, served=False)
    asked = HromadaRequest(
        hromada_id=unserved.id, person_key=b"k", email=REPORTER, by_address=True, created_at=NOW
    )
    session.add(asked)
    session.flush()
    enter_hromada(session, here)
    return link_token(HROMADA_REQUEST, str(asked.id))


def _tried(session: Session) -> str:
    account_id = session.scalars(select(Account.id).limit(1)).one()
    letter = TrialLetter(hromada_id=hromada_of(session), account_id=account_id, created_at=NOW)
    session.add(letter)
    session.flush()
    return link_token(TRIAL_LETTER, str(letter.id))


def _link(session: Session, purpose: str, table: type[Subscription | NoticeSubscription]) -> str:
    return link_token(purpose, str(session.scalars(select(table.id)).one()))


def _paths(town: Town) -> Iterator[str]:
    """Every address that can be read, with what its parts may be."""
    choices = {
        "size": ["thumb", "large"],
        "action": ["confirm", "refuse", "end"],
        "answer": ["confirm", "return"],
        "part": list(PARTS),
        "name": list(PAGE_TITLES),
        "kind": list(KINDS),
        "suffix": ["csv", "geojson", "xlsx"],
    }
    fixed: dict[str, Any] = {
        "slug": "pokrov",
        "key": "none",
        "z": 12,
        "x": 2435,
        "y": 1420,
    } | town.numbers
    with town.app.test_request_context():
        for rule in town.app.url_map.iter_rules():
            if "GET" not in present(rule.methods) or rule.endpoint == "static":
                continue
            values = {name: fixed[name] for name in rule.arguments & fixed.keys()}
            values |= rule.defaults or {}
            if "token" in rule.arguments:
                values["token"] = town.tokens[rule.endpoint]
            if rule.endpoint.startswith("notice") and "number" in values:
                values["number"] = town.numbers["notice"]
            if rule.endpoint.startswith("asking"):
                values |= {"slug": UNSERVED} | ({"action": "confirm"} if "token" in values else {})
            open_names = sorted(rule.arguments - values.keys())
            possible = (_possible(rule, name, choices[name]) for name in open_names)
            for chosen in product(*possible):
                values |= dict(zip(open_names, chosen, strict=True))
                yield url_for(rule.endpoint, **values)


def _possible(rule: Rule, name: str, choices: list[str]) -> list[str]:
    """Those that the address takes: one list of words is a part of several addresses."""
    named = re.search(rf"<any\(([^)]*)\):{name}>", rule.rule)
    taken = named[1].split(", ") if named else choices
    return [one for one in choices if one in taken]


def _shown(town: Town, answer: Response, where: str) -> set[str]:
    """The secrets in a response, which must then be marked."""
    page = answer.get_data().decode("utf-8", "replace")  # pictures are none of it
    found = {secret for secret in town.secrets if secret in page}
    if found:
        assert answer.headers.get("Content-Encoding") == "identity", (where, found)
        assert answer.cache_control.no_transform, (where, found)
    return found


def test_what_shows_a_lasting_secret_is_sent_as_it_is(town: Town) -> None:
    shown = set()
    for path in list(_paths(town)):
        for person in (*town.people.values(), town.app.test_client()):
            with person.get(path, headers={"Accept-Encoding": "identity"}) as answer:
                if answer.mimetype not in {MVT, "image/jpeg"}:
                    shown |= _shown(town, answer, path)
    assert {town.own_key, *town.tokens.values(), _address(Role.COORDINATOR)} <= shown


def test_answers_to_forms_that_show_a_lasting_secret_are_sent_as_they_are(town: Town) -> None:
    browser = town.app.test_client()
    sent = browser.post("/pokrov/reports", json=GOOD | {"description": "Яма біля школи, глибока."})
    assert sent.headers["Content-Encoding"] == "identity"
    form = post(browser, "/pokrov/reports", {name: str(value) for name, value in GOOD.items()})
    assert form.status_code == 303
    assert form.headers["Content-Encoding"] == "identity"
    link = f"/pokrov/subscriptions/{town.tokens['following.offer']}/confirm"
    # Who confirms a report of their own sees its private link.
    assert _shown(town, browser.post(link), link) <= {town.own_key, *town.tokens.values()}


@pytest.mark.parametrize("path", ["/pokrov/", "/pokrov/reports/new", "/account/sign-in"])
def test_pages_whose_secrets_are_new_each_time_may_be_compressed(town: Town, path: str) -> None:
    first, second = (town.people[REPORTER].get(path) for _ in range(2))
    assert "Content-Encoding" not in first.headers
    assert not first.cache_control.no_transform
    lasting = set(RANDOM.findall(first.text)) & set(RANDOM.findall(second.text))
    assert lasting == set()
