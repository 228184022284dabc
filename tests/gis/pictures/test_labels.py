"""Names on the drawn map: whole, apart from each other, and in their own colours."""

from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from gis.pictures.labels import Patch, Sheet, credit_of, house_numbers, map_names
from gis.pictures.map_style import MapStyle

STYLE = MapStyle()
SIZE = (400, 300)


def a_row(layer: str, name: str, **more: Any) -> Any:
    empty = {"kind": "", "class_": "", "name_en": "", "path": None, "x": 0, "y": 0, "length": 0}
    return SimpleNamespace(layer=layer, name_uk=name, **empty | more)


def named(*rows: Any, taken: tuple[Patch, ...] = ()) -> str:
    return "".join(map_names(rows, STYLE, Sheet(SIZE, taken)))


@pytest.mark.parametrize(
    ("x", "y"), [(10, 150), (390, 150), (200, 5), (200, 299), (-50, 150), (200, 400)]
)
def test_a_name_that_the_edge_would_cut_is_not_drawn(x: int, y: int) -> None:
    whole = a_row("place", "Кременчук", kind="town", x=200, y=150)
    cut = a_row("place", "Піщане-над-Псілом", kind="park", x=x, y=y)
    assert "Кременчук" in named(whole, cut)
    # Above or below its place it may still be whole, never beyond the edge.
    for word in ElementTree.fromstring(f"<g>{named(whole, cut)}</g>"):  # noqa: S314
        half = len(word.text or "") * float(word.attrib["font-size"]) * 0.56 / 2
        assert half <= float(word.attrib["x"]) <= SIZE[0] - half
        assert float(word.attrib["font-size"]) <= float(word.attrib["y"]) <= SIZE[1]


def test_a_street_that_leaves_the_picture_is_named_only_within() -> None:
    inside = a_row("street-name", "вулиця Соборна", path="M50 150 350 150", length=300)
    beyond = a_row("street-name", "вулиця Перемоги", path="M-20 2 420 2", length=440)
    words = named(inside, beyond)
    assert "Соборна" in words
    assert "Перемоги" not in words


def test_a_name_gives_way_to_a_ring() -> None:
    park = a_row("place", "парк Миру", kind="park", x=200, y=150)
    assert "парк" in named(park)
    assert "парк" not in named(park, taken=(Patch(120, 80, 280, 220),))


def test_settlements_go_before_hamlets_and_hamlets_before_parks() -> None:
    rows = [
        a_row("place", "парк", kind="park", x=200, y=150),
        a_row("place", "хутір", kind="village", class_="hamlet", x=200, y=150),
        a_row("place", "село", kind="village", class_="village", x=200, y=150),
        a_row("place", "місто", kind="town", class_="city", x=200, y=150),
    ]
    words = named(*rows)
    assert words.index("місто") < words.index("село") < words.index("хутір")


def test_waters_are_named_in_the_colour_of_water() -> None:
    river = a_row("water-line-name", "Псел", path="M50 150 350 150", length=300)
    lake = a_row("place", "затока", kind="water", x=200, y=60)
    assert named(river, lake).count(STYLE.colours["waterLabel"]) == 2


def test_house_numbers_that_would_cover_each_other_are_left_out() -> None:
    rows = [a_row("house", "12-А", x=200.0, y=200.0), a_row("house", "14", x=201.0, y=201.0)]
    words = "".join(house_numbers(rows, STYLE, Sheet(SIZE, ())))
    assert "12-А" in words
    assert ">14<" not in words


def test_the_credit_is_whole_and_nothing_lies_on_it() -> None:
    words, corner = credit_of("© OpenStreetMap contributors", STYLE, SIZE)
    assert "© OpenStreetMap contributors" in words
    assert all(patch.left >= 0 and patch.right <= SIZE[0] for patch in corner)
    park = a_row("place", "парк", kind="park", x=350, y=292)
    assert 'y="292' in named(park)
    assert 'y="292' not in named(park, taken=tuple(corner))
    assert credit_of("", STYLE, SIZE) == ("", ())
