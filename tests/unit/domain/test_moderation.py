import pytest

from app.domain.errors import Rejected
from app.domain.moderation import (
    BLACK,
    MOST_PASSAGES,
    check_original,
    passages_with,
    redacted,
)
from app.domain.statuses import PUBLIC, Status

WORDS = "Дзвоніть Івану Петренку 050 111, Петренку — знову."


@pytest.mark.parametrize(
    ("passages", "shown"),
    [
        ([], WORDS),
        (["050 111"], "Дзвоніть Івану Петренку ███, Петренку — знову."),
        (["Петренку"], "Дзвоніть Івану ███ 050 111, ███ — знову."),
        (["Петренку", "Івану Петренку"], "Дзвоніть ███ 050 111, ███ — знову."),
        (["Івану Петренку", "Петренку 050"], "Дзвоніть ███ 111, Петренку — знову."),
        (["111", ", П"], "Дзвоніть Івану Петренку 050 ███етренку — знову."),
        ([WORDS], BLACK),
    ],
)
def test_every_occurrence_of_a_passage_is_blacked_out(passages: list[str], shown: str) -> None:
    assert redacted(WORDS, passages) == shown


@pytest.mark.parametrize("passage", ["Івану  Петренку", "петренку", "немає такого", ""])
def test_a_passage_must_stand_in_the_words(passage: str) -> None:
    with pytest.raises(Rejected) as refused:
        redacted(WORDS, [passage])
    assert "passage" in refused.value.fields


@pytest.mark.parametrize(
    ("known", "passage"),
    [((), ""), ((), "я"), (("Івану",), "Івану"), (tuple(map(str, range(MOST_PASSAGES))), "Івану")],
)
def test_a_passage_is_long_enough_new_and_not_one_too_many(
    known: tuple[str, ...], passage: str
) -> None:
    with pytest.raises(Rejected):
        passages_with(known, passage)


@pytest.mark.parametrize("status", Status)
def test_only_a_public_report_can_be_an_original(status: Status) -> None:
    if status in PUBLIC:
        check_original(status, 7, hidden=False, sensitive=False)
        with pytest.raises(Rejected, match="№ 7 is not public"):
            check_original(status, 7, hidden=True, sensitive=False)
        with pytest.raises(Rejected, match="№ 7 is kept off the public map"):
            check_original(status, 7, hidden=False, sensitive=True)
    else:
        with pytest.raises(Rejected, match="№ 7"):
            check_original(status, 7, hidden=False, sensitive=False)
