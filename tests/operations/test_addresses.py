"""Addresses are found as people write them."""

import pytest

from app.queries.addresses import address_at, addresses_like, search_words, the_one_meant
from gis.geometry import Point
from tests.builders import a_working_hromada
from tests.gis.test_nearby import an_address

HERE = Point(34.05, 47.65)


@pytest.fixture
def hromada(session):
    hromada = a_working_hromada(session)
    for house in ("1", "1а", "2", "12"):
        an_address(session, hromada, HERE, house=house)
    an_address(session, hromada, HERE, house="2", street="вулиця Січових Стрільців")
    return hromada


def labels(session, hromada, words):
    return [found.label for found in addresses_like(session, hromada.id, words)]


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
def test_an_address_is_compared_without_the_word_for_street(raw, clean):
    assert search_words(raw) == clean


def test_the_very_address_comes_first(session, hromada):
    assert labels(session, hromada, "вул. Поштова, 1")[0] == "вулиця Поштова, 1"


def test_a_part_of_the_street_is_enough(session, hromada):
    assert labels(session, hromada, "стрільц") == ["вулиця Січових Стрільців, 2"]


def test_a_misprint_is_forgiven(session, hromada):
    assert labels(session, hromada, "Січових Стрільцв") == ["вулиця Січових Стрільців, 2"]


@pytest.mark.parametrize("words", ["", "я", "  ", "%%", "__", "Ніде такої немає", "\\"])
def test_senseless_words_find_nothing(session, hromada, words):
    assert labels(session, hromada, words) == []


def test_the_one_meant_is_the_one_written_out(session, hromada):
    found = addresses_like(session, hromada.id, "Поштова 1")
    assert len(found) > 1
    assert the_one_meant(found, "Поштова 1").label == "вулиця Поштова, 1"
    assert the_one_meant(found, "Поштова") is None
    assert the_one_meant((), "Поштова") is None


def test_another_hromadas_addresses_are_not_found(session, hromada):
    other = a_working_hromada(session, "bucha")
    assert labels(session, other, "Поштова") == []


def test_a_point_has_the_words_of_the_nearest_address(session, hromada):
    assert address_at(session, hromada.id, HERE).startswith("вулиця")
    assert address_at(session, hromada.id, Point(34.09, 47.69)) == ""
