"""Serving a hromada: what it begins with, how it is found, and that others stay as they were."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.opening import OpeningStep
from app.inputs.directory import parse_search
from app.models.addresses import Address
from app.models.places import Category, District, Hromada
from app.operations.importing.files.sources import Job
from app.operations.opening.opening import NotReady, close_hromada
from app.operations.territory.serving import begin_serving
from app.queries.territory.directory import Directory, hromadas_at, places_anywhere, places_in
from gis.geometry import Point
from tests.builders import NOON, a_category, a_hromada, square
from tests.fenced import a_job
from tests.values import present

HERE, BESIDE = square(34.0, 47.6, 0.1), square(34.1, 47.6, 0.1)


def _file(folder: Path, **wests: Any) -> Job:
    features = [
        {
            "type": "Feature",
            "properties": {"katottg": code, "name_uk": f"Район {code}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[w, 47.6], [w + 0.02, 47.6], [w + 0.02, 47.65], [w, 47.65], [w, 47.6]]
                ],
            },
        }
        for code, w in wests.items()
    ]
    path = folder / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return a_job(path, NOON)


def test_it_gets_categories_and_its_own_districts_of_a_countrys_file(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_hromada(session, served=False)
    job = _file(tmp_path, here=34.02, there=35.02)
    done = begin_serving(session, job, now=NOON, unready=True)
    assert (done.new, done.categories, present(done.districts).tally.new) == (True, 82, 1)
    assert session.scalars(select(District.code)).all() == ["here"]
    session.refresh(hromada)
    assert hromada.served


def test_again_it_changes_nothing(session: Session, tmp_path: Path) -> None:
    a_hromada(session, served=False)
    job = _file(tmp_path, here=34.02)
    begin_serving(session, job, now=NOON, unready=True)
    again = begin_serving(session, job, now=NOON, unready=True)
    assert (again.new, again.categories, present(again.districts).tally.unchanged) == (False, 0, 1)


def test_its_own_categories_stay(session: Session) -> None:
    hromada = a_hromada(session, served=False)
    a_category(session, hromada)
    assert begin_serving(session, None, now=NOON, unready=True).categories == 0


def test_without_polygons_of_it_there_are_no_districts(session: Session, tmp_path: Path) -> None:
    a_hromada(session, served=False)
    job = _file(tmp_path, there=35.02)
    assert begin_serving(session, job, now=NOON, unready=True).districts is None


def test_nothing_of_it_shows_in_another(session: Session, tmp_path: Path) -> None:
    mine, other = a_hromada(session, "mine", served=False), a_hromada(session, "other")
    enter_hromada(session, mine.id)
    begin_serving(session, _file(tmp_path, here=34.02), now=NOON, unready=True)
    enter_hromada(session, other.id)
    session.expire_all()
    assert session.scalars(select(Category)).all() == []
    assert session.scalars(select(District)).all() == []


def test_without_what_is_needed_it_does_not_open(session: Session) -> None:
    hromada = a_hromada(session, served=False)
    with pytest.raises(NotReady) as refusal:
        begin_serving(session, None, now=NOON)
    assert {OpeningStep.BODIES, OpeningStep.MODERATOR} <= set(refusal.value.steps)
    session.refresh(hromada)
    assert not hromada.served


def test_for_trial_it_opens_and_says_so(session: Session) -> None:
    hromada = a_hromada(session, served=False)
    begin_serving(session, None, now=NOON, unready=True)
    session.refresh(hromada)
    assert (hromada.served, hromada.unready, hromada.opened_at) == (True, True, None)


def test_it_can_stop(session: Session) -> None:
    a_hromada(session)
    close_hromada(session)
    assert session.scalar(select(Hromada.served)) is False


@pytest.fixture
def directory(session: Session) -> None:
    for slug, name_uk, name_en, given in (
        ("pokrov", "Покровська", "Pokrovska", {"boundary": HERE}),
        ("brovary", "Броварська", "Brovarska", {"boundary": BESIDE, "served": False}),
        ("kyiv", "Київ", "Kyiv", {"boundary": square(30.4, 50.3, 0.4), "oblast_uk": "Київська"}),
    ):
        a_hromada(session, slug, name_uk=name_uk, name_en=name_en, **given)


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Покровська", "pokrov"),
        ("покров", "pokrov"),
        ("Покровская", "pokrov"),
        ("Пакровська", "pokrov"),
        ("Бровари", "brovary"),
        ("Brovary", "brovary"),
        ("київська", "kyiv"),
        ("Киев", "kyiv"),
        ("kyiv", "kyiv"),
    ],
)
def test_a_hromada_is_found_by_its_name_in_any_spelling(
    session: Session, directory: None, words: str, slug: str
) -> None:
    assert Directory(session).named(words, most=5)[0].slug == slug


def test_a_hromada_is_found_by_its_code_or_the_beginning_of_it(
    session: Session, directory: None
) -> None:
    code = present(session.scalar(select(Hromada.katottg).where(Hromada.slug == "kyiv")))
    assert Directory(session).named(code.lower(), most=5)[0].slug == "kyiv"
    assert "kyiv" in [one.slug for one in Directory(session).named(code[:9], most=5)]


@pytest.mark.parametrize("words", ["%", "_", "\\", "zzzz", "Ужгород"])
def test_what_is_no_hromada_finds_none(session: Session, directory: None, words: str) -> None:
    assert Directory(session).named(words, most=5) == ()


@pytest.mark.parametrize(("lon", "slugs"), [(34.05, ["pokrov"]), (34.15, ["brovary"]), (34.5, [])])
def test_a_point_is_in_the_hromada_that_covers_it(
    session: Session, directory: None, lon: float, slugs: list[str]
) -> None:
    assert [one.slug for one in hromadas_at(session, Point(lon, 47.65))] == slugs


def test_a_shared_border_is_in_both_the_served_one_first(session: Session, directory: None) -> None:
    found = hromadas_at(session, Point(34.1, 47.65))
    assert [one.slug for one in found] == ["pokrov", "brovary"]


@pytest.mark.parametrize(
    "raw", ["47.65, 34.05", "34.05 47.65", "47,65 34,05", "geo:47.65,34.05", "47.65° 34.05°"]
)
def test_a_position_is_read_in_either_order(raw: str) -> None:
    assert parse_search(raw).point == Point(34.05, 47.65)


@pytest.mark.parametrize("raw", ["", "47.65", "0.0, 0.0", "Покров, Центральна 5", "1,2,3"])
def test_other_words_are_no_position(raw: str) -> None:
    assert parse_search(raw).point is None


def test_a_town_and_an_address_are_told_apart() -> None:
    sought = parse_search("Покров, вул. Центральна, 5")
    assert (sought.place, sought.address) == ("Покров", "вул. Центральна, 5")


def test_an_address_is_found_where_it_is_and_nowhere_else(
    session: Session, directory: None
) -> None:
    for slug, lon in (("pokrov", 34.05), ("kyiv", 30.5)):
        hromada = session.scalars(select(Hromada).where(Hromada.slug == slug)).one()
        enter_hromada(session, hromada.id)
        session.add(
            Address(
                hromada_id=hromada.id,
                street_uk=f"вулиця {slug.title()}ська",
                house="5",
                point=Point(lon, 47.65).ewkt(),
            )
        )
        session.flush()
    named = Directory(session).named("Покров", most=5)
    (found,) = places_in(session, named, "pokrovська 5", most=5)
    assert found.hromada.slug == "pokrov"
    assert {p.hromada.slug for p in places_anywhere(session, "kyivська 5", most=5)} == {"kyiv"}
