"""How much of the personal data in texts is found: texts by two writers who knew no rule.

tests/data/personal_data: a text a line, all invented; ``spans`` are the passages in the order in
which they stand, each with its kind. Names alone and services' numbers are labelled, and not asked.
The rules were mended by the first writer's texts only.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.domain.personal_data.detector import personal_data_in
from app.domain.personal_data.kinds import PersonalKind
from tests.real_files import REAL_DATA

TEXTS = Path(__file__).parents[2] / "data" / "personal_data"
KINDS = {
    "rnokpp": PersonalKind.TAX_NUMBER,
    "id_card": PersonalKind.ID_CARD,
    "iban": PersonalKind.ACCOUNT,
    **{kind.value: kind for kind in PersonalKind},
}
NOT_ASKED = {"name", "service"}
RECALL = 0.95
MOST_FALSE_IN_REAL_TEXTS = 2
# Of all marks in the invented texts, which are full of traps.
PRECISION = 0.97
FEWEST_TEXTS = 300


class Labelled(NamedTuple):
    """A text, and the passages that its writer labelled: start, end, label."""

    text: str
    passages: list[tuple[int, int, str]]


def labelled_texts() -> Iterator[Labelled]:
    for file in sorted(TEXTS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            given = json.loads(line)
            text, passages, after = given["text"], [], Counter[str]()
            for span in given["spans"]:
                start = text.index(span["text"], after[span["text"]])
                end = after[span["text"]] = start + len(span["text"])
                passages.append((start, end, span["kind"]))
            yield Labelled(text, passages)


def is_covered(text: str, start: int, end: int, marked: set[int]) -> bool:
    """Whether all digits of a passage are marked; of one without digits, most of its signs."""
    digits = [at for at in range(start, end) if text[at].isdigit()]
    if digits:
        return marked.issuperset(digits)
    return len(marked.intersection(range(start, end))) >= 0.6 * (end - start)


def test_nearly_everything_of_each_kind_is_found_as_what_it_is() -> None:
    asked, found = Counter[PersonalKind](), Counter[PersonalKind]()
    for text, passages in labelled_texts():
        marks = personal_data_in(text)
        for start, end, label in passages:
            if label in NOT_ASKED:
                continue
            kind = KINDS[label]
            marked = {at for m in marks if m.kind is kind for at in range(m.start, m.end)}
            asked[kind] += 1
            found[kind] += is_covered(text, start, end, marked)
    assert set(asked) == set(PersonalKind)
    shares = {kind: found[kind] / asked[kind] for kind in asked}
    assert min(shares.values()) >= RECALL, shares


def test_little_else_is_marked() -> None:
    right, wrong = 0, []
    for text, passages in labelled_texts():
        personal = {at for a, b, label in passages if label != "service" for at in range(a, b)}
        for mark in personal_data_in(text):
            if personal.isdisjoint(range(mark.start, mark.end)):
                wrong.append(text[mark.start : mark.end])
            else:
                right += 1
    assert right / (right + len(wrong)) >= PRECISION, wrong


def test_there_are_enough_texts_to_tell() -> None:
    texts = list(labelled_texts())
    assert len(texts) >= FEWEST_TEXTS
    assert len({text for text, _ in texts}) == len(texts)


def test_real_texts_of_residents_are_left_alone() -> None:
    file = REAL_DATA / "ua_ecomap_problems.csv"
    if not file.exists():
        pytest.skip("the real texts are not on this machine")
    with file.open(encoding="utf-8", newline="") as rows:
        texts = [
            "\n\n".join((r["title"], r["content"], r["proposal"])) for r in csv.DictReader(rows)
        ]
    marks = [text[m.start : m.end] for text in texts for m in personal_data_in(text)]
    assert len(marks) <= MOST_FALSE_IN_REAL_TEXTS, marks
