"""Addresses are found as people write them."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.basemap import BasemapFeature
from app.models.places import Hromada
from app.queries.territory.address_parser import search_words
from app.queries.territory.addresses import (
    address_at,
    addresses_like,
    only_match,
    places_like,
)
from gis.geometry import Point
from tests.builders import a_working_hromada
from tests.gis.test_nearby import an_address
from tests.values import present

HERE = Point(34.05, 47.65)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    hromada = a_working_hromada(session)
    for house in ("1", "1а", "2", "12"):
        an_address(session, hromada, HERE, house=house)
    an_address(session, hromada, HERE, house="2", street="вулиця Січових Стрільців")
    return hromada


def labels(session: Session, hromada: Hromada, words: str) -> list[str]:
    return [found.label for found in addresses_like(session, words)]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("вул. Поштова, 1", "поштова 1"),
        ("Вулиця  Поштова 1", "поштова 1"),
        ("пр-т Миру, буд. 6 а", "миру 6а"),
        ("Поштова 6-А", "поштова 6а"),
        ("Вʼячеслава Чорновола", "в'ячеслава чорновола"),
        ("В’ячеслава Чорновола", "в'ячеслава чорновола"),
    ],
)
def test_an_address_is_compared_without_the_word_for_street(raw: str, clean: str) -> None:
    assert search_words(raw) == clean


def test_the_very_address_comes_first(session: Session, hromada: Hromada) -> None:
    assert labels(session, hromada, "вул. Поштова, 1")[0] == "вулиця Поштова, 1"


def test_a_part_of_the_street_is_enough(session: Session, hromada: Hromada) -> None:
    assert labels(session, hromada, "стрільц") == ["вулиця Січових Стрільців, 2"]


def test_a_misprint_is_forgiven(session: Session, hromada: Hromada) -> None:
    assert labels(session, hromada, "Січових Стрільцв") == ["вулиця Січових Стрільців, 2"]


@pytest.mark.parametrize("words", ["", "я", "  ", "%%", "__", "Ніде такої немає", "\\"])
def test_senseless_words_find_nothing(session: Session, hromada: Hromada, words: str) -> None:
    assert labels(session, hromada, words) == []


def test_the_one_meant_is_the_one_written_out(session: Session, hromada: Hromada) -> None:
    found = addresses_like(session, "Поштова 1")
    assert len(found) > 1
    assert present(only_match(found, "Поштова 1")).label == "вулиця Поштова, 1"
    assert only_match(addresses_like(session, "Поштова"), "Поштова") is None
    assert only_match((), "Поштова") is None


def test_a_street_that_is_a_little_alike_is_not_the_one_meant(
    session: Session, hromada: Hromada
) -> None:
    an_address(session, hromada, HERE, house="22", street="вулиця Михайла Грушевського")
    found = addresses_like(session, "Грушева 22")
    assert found, "it may be offered"
    assert only_match(found, "Грушева 22") is None
    assert labels(session, hromada, "Хрещатик 22") == []


def test_another_hromadas_addresses_are_not_found(session: Session, hromada: Hromada) -> None:
    other = a_working_hromada(session, "bucha")
    assert labels(session, other, "Поштова") == []


def test_a_point_has_the_words_of_the_nearest_address(session: Session, hromada: Hromada) -> None:
    assert address_at(session, HERE).startswith("вулиця")
    assert address_at(session, Point(34.09, 47.69)) == ""


@pytest.fixture
def city(session: Session) -> Hromada:
    city = a_working_hromada(session, "city")
    houses = ("2", "13-А", "13 корп. 2", "13/2", "15", "8")
    streets = ("вулиця Січових Стрільців", "вулиця Богдана Хмельницького", "проспект Миру")
    for street in (*streets, "вулиця Миру", "Київська вулиця", "39-та Садова вулиця"):
        for house in houses:
            an_address(session, city, HERE, house=house, street=street)
    for street in ("вулиця 8 Березня", "провулок В’ячеслава Чорновола", "вулиця Хрещатик"):
        an_address(session, city, HERE, house="2", street=street)
    return city


@pytest.mark.parametrize(
    ("words", "label"),
    [
        # Abbreviations, order, what comes after the house.
        ("вул. Січових Стрільців, 15", "вулиця Січових Стрільців, 15"),
        ("м. Місто, вул. Січових Стрільців, буд. 15, кв. 4", "вулиця Січових Стрільців, 15"),
        ("Хмельницького Богдана 15", "вулиця Богдана Хмельницького, 15"),
        ("вул. Б. Хмельницького, 15", "вулиця Богдана Хмельницького, 15"),
        ("пр-т Миру 15", "проспект Миру, 15"),
        ("просп. Миру 15", "проспект Миру, 15"),
        ("вул. Миру 15", "вулиця Миру, 15"),
        ("15 Київська", "Київська вулиця, 15"),
        # Russian.
        ("ул. Сечевых Стрельцов, д. 15", "вулиця Січових Стрільців, 15"),
        ("улица Богдана Хмельницкого 15", "вулиця Богдана Хмельницького, 15"),
        ("Киевская 15", "Київська вулиця, 15"),
        ("переулок Вячеслава Черновола 2", "провулок В’ячеслава Чорновола, 2"),
        ("Крещатик 2", "вулиця Хрещатик, 2"),
        # Latin: resolution 55, and as people write.
        ("Sichovykh Striltsiv 15", "вулиця Січових Стрільців, 15"),
        ("Sichovyh Strilciv street, 15", "вулиця Січових Стрільців, 15"),
        ("Bohdana Khmelnytskoho 15", "вулиця Богдана Хмельницького, 15"),
        ("Bogdana Hmelnitskogo 15", "вулиця Богдана Хмельницького, 15"),
        ("vul. Kyivska 15", "Київська вулиця, 15"),
        ("Kievskaya ul. 15", "Київська вулиця, 15"),
        ("Khreshchatyk 2", "вулиця Хрещатик, 2"),
        ("Kreschatik 2", "вулиця Хрещатик, 2"),
        # Misprints.
        ("Січовіх Стрельців 15", "вулиця Січових Стрільців, 15"),
        ("Хмелницького 15", "вулиця Богдана Хмельницького, 15"),
        ("Київсьа 15", "Київська вулиця, 15"),
        # Numbers in names.
        ("8 Березня", "вулиця 8 Березня, 2"),
        ("8 Березня, 2", "вулиця 8 Березня, 2"),
        ("39 Садова 15", "39-та Садова вулиця, 15"),
        # Houses.
        ("Київська 13а", "Київська вулиця, 13-А"),
        ("Київська 13 А", "Київська вулиця, 13-А"),
        ("Kyivska 13a", "Київська вулиця, 13-А"),
        ("Київська 13/2", "Київська вулиця, 13/2"),
        ("Київська 13к2", "Київська вулиця, 13 корп. 2"),
        ("Київська 13 корпус 2", "Київська вулиця, 13 корп. 2"),
    ],
)
def test_an_address_is_found_as_people_write_it(
    session: Session, city: Hromada, words: str, label: str
) -> None:
    found = addresses_like(session, words)[0]
    assert (found.label, found.fits) == (label, True)


def test_an_unknown_house_brings_its_neighbours_and_none_is_meant(
    session: Session, city: Hromada
) -> None:
    found = addresses_like(session, "Київська 14")
    assert {address.label for address in found[:2]} <= {
        *("Київська вулиця, 13-А", "Київська вулиця, 13 корп. 2"),
        *("Київська вулиця, 13/2", "Київська вулиця, 15"),
    }
    assert not any(address.fits for address in found)
    assert only_match(found[:1], "Київська 14") is None


def test_streets_of_one_name_all_have_their_say(session: Session, city: Hromada) -> None:
    streets = {label.split(",")[0] for label in labels(session, city, "Миру")}
    assert {"проспект Миру", "вулиця Миру"} <= streets


def test_nothing_of_the_search_is_seen_from_another_hromada(
    session: Session, city: Hromada
) -> None:
    a_working_hromada(session, "elsewhere")
    asked = text("SELECT count(*) FROM streets_like('Миру', 10)")
    assert session.scalar(asked) == 0
    enter_hromada(session, city.id)
    assert session.scalar(asked) == 2


def test_a_short_beginning_brings_what_begins_so_and_not_what_sounds_so(
    session: Session, city: Hromada
) -> None:
    an_address(session, city, HERE, house="3", street="вулиця Грушевського")
    assert labels(session, city, "Хр") == ["вулиця Хрещатик, 2"]
    assert labels(session, city, "гру") == ["вулиця Грушевського, 3"]
    # In other letters: what sounds so.
    assert "вулиця Хрещатик, 2" in labels(session, city, "Khr")


@pytest.mark.parametrize("words", ["xyzzyq", "ааааа", "piano", "йцукен", "qwerty"])
def test_words_that_are_nowhere_suggest_nothing(
    session: Session, city: Hromada, words: str
) -> None:
    an_address(session, city, HERE, house="3", street="вулиця Панаса Мирного")
    an_address(session, city, HERE, house="3", street="вулиця Академіка Амосова")
    an_address(session, city, HERE, house="3", street="вулиця Хижняка")
    assert labels(session, city, words) == []


@pytest.mark.parametrize(
    ("words", "street"),
    [("Весепа", "Весела вулиця"), ("Вовчга", "вулиця Марка Вовчка"), ("Леванда", "Левадна вулиця")],
)
def test_a_letter_in_three_may_be_another(
    session: Session, city: Hromada, words: str, street: str
) -> None:
    an_address(session, city, HERE, house="3", street=street)
    assert labels(session, city, words)[:1] == [f"{street}, 3"]


@pytest.mark.parametrize(
    "words",
    ["січових стрільців2", "Січових Стрільців2", "csxjds[ cnhskmwsd 2", "Csxjds[ Cnhskmwsd 2"],
)
def test_words_run_together_or_typed_with_the_other_layout_are_understood(
    session: Session, hromada: Hromada, words: str
) -> None:
    assert labels(session, hromada, words)[:1] == ["вулиця Січових Стрільців, 2"]


def a_named_building(session: Session, hromada: Hromada, name: str, at: Point) -> None:
    shape = f"SRID=4326;POINT({at.lon} {at.lat})"
    session.add(
        BasemapFeature(
            hromada_id=hromada.id, layer="place", kind="building", name_uk=name, shape=shape
        )
    )
    session.flush()


def test_a_place_is_found_by_its_name_once_and_within_the_hromada(
    session: Session, hromada: Hromada
) -> None:
    a_named_building(session, hromada, "Міська лікарня № 2", HERE)
    a_named_building(session, hromada, "Міська лікарня № 2", Point(34.0505, 47.6503))
    a_named_building(session, hromada, "Обласна лікарня", Point(36.0, 50.0))
    found = [(place.label, round(place.lon, 2)) for place in places_like(session, "лікарня")]
    assert found == [("Міська лікарня № 2", 34.05)]


def test_an_address_that_is_clear_comes_before_names(session: Session, hromada: Hromada) -> None:
    a_named_building(session, hromada, "Школа на Поштовій", HERE)
    assert places_like(session, "Поштова 12")[0].label == "вулиця Поштова, 12"
    assert places_like(session, "школа")[0].label == "Школа на Поштовій"
