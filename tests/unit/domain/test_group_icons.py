"""Every group of the ready-made kinds has a sign of its own, and it is drawn."""

import csv
import re

from app.domain.group_icons import OTHER, group_icon
from tests.guardrails.test_names import ROOT


def drawn() -> set[str]:
    return set(re.findall(r'symbol id="(\w+)"', (ROOT / "static/img/groups.svg").read_text()))


def test_every_ready_made_group_has_a_sign_of_its_own() -> None:
    with (ROOT / "seeds" / "categories.csv").open(encoding="utf-8", newline="") as file:
        groups = {row["group_uk"] for row in csv.DictReader(file)}
    icons = {group_icon(name) for name in groups}
    assert len(icons) == len(groups)
    assert icons <= drawn() - {OTHER}


def test_a_group_of_another_name_has_the_common_sign() -> None:
    assert group_icon("Питання до ради") == OTHER
    assert OTHER in drawn()


def test_the_case_of_letters_does_not_matter() -> None:
    assert group_icon("СВІТЛО") == group_icon("Освітлення") == "light"
