"""Ready-made sets of bodies and categories."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.models.places import Body, Category, Hromada
from app.operations.opening.starters import Starter, starter_set, take_starter, what_is_lacking
from app.queries.opening.checklist import opening_facts
from tests.builders import NOON, a_body, a_category, a_hromada
from tests.web.desks import form_on

PAGE = "/pokrov/coordination/starters"


@pytest.mark.parametrize("starter", Starter)
def test_every_kind_of_a_set_is_known_and_has_a_body_of_the_set(starter: Starter) -> None:
    chosen = starter_set(starter)
    assert {row["code"] for row in chosen.categories} == set(chosen.body_of)
    assert set(chosen.body_of.values()) == {row["code"] for row in chosen.bodies}


@pytest.mark.parametrize("starter", Starter)
def test_a_new_hromada_gets_all_of_it_and_nothing_the_second_time(
    session: Session, starter: Starter
) -> None:
    a_hromada(session, served=False)
    chosen = starter_set(starter)
    taken = take_starter(session, starter, now=NOON)
    assert (taken.bodies, taken.categories) == (len(chosen.bodies), len(chosen.categories))
    facts = opening_facts(session, now=NOON)
    assert (facts.categories, facts.without_body) == (len(chosen.categories), 0)
    again = take_starter(session, starter, now=NOON)
    assert (again.bodies, again.categories, again.linked) == (0, 0, 0)


def test_what_is_there_already_is_not_changed(session: Session) -> None:
    hromada = a_hromada(session)
    mine = a_body(session, hromada, "voda", name_uk="Наш водоканал")
    a_category(session, hromada, "water.leak", name_uk="Тече", default_body_id=mine.id)
    a_category(session, hromada, "water.sewer", name_uk="Каналізація")
    lacking = what_is_lacking(session, Starter.SMALL_TOWN)
    assert lacking.linked == 1
    take_starter(session, Starter.SMALL_TOWN, now=NOON)
    session.expire_all()
    names = dict(session.execute(select(Category.code, Category.name_uk)).all())
    assert (names["water.leak"], names["water.sewer"]) == ("Тече", "Каналізація")
    assert session.scalars(select(Body.name_uk).where(Body.code == "voda")).one() == "Наш водоканал"
    linked = session.scalars(select(Category).where(Category.code == "water.sewer")).one()
    assert linked.default_body_id == mine.id


def test_a_set_is_shown_before_it_is_taken(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    listing = coordinator.get(PAGE).text
    assert "Узяти цей набір" not in listing
    look = re.findall(rf'href="({PAGE}\?set=rural)#set"', listing)[0]
    shown = coordinator.get(look).text
    assert "Старости округів" in shown
    form = form_on(coordinator, look, PAGE) | {"set": "rural"}
    assert coordinator.post(PAGE, data=form).status_code == 303
    assert "У вас уже є все з цього набору." in coordinator.get(look).text
    assert coordinator.post(PAGE, data=form | {"set": "village"}).status_code == 422
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Body).values(active=True))
        assert session.scalars(select(Body).where(Body.code == "starosty")).one().email == ""
