"""A form is read field by field and refused as a whole."""

import pytest

from app.domain.errors import Rejected
from app.inputs.form import Form


def test_every_fault_is_told_at_once_and_the_first_of_a_field() -> None:
    form = Form({"day": "31 травня", "words": 5})
    form.day("day")
    form.multiline("words")
    form.refuse("words", "Write what is wrong.")
    with pytest.raises(Rejected) as refused:
        form.check()
    assert refused.value.fields == {
        "day": "Choose a day, for instance 2030-05-31.",
        "words": "This must be text.",
    }
    assert str(refused.value) == "Check the marked fields."


@pytest.mark.parametrize(
    ("raw", "number"),
    [("7", 7), (" 7 ", 7), ("0", None), ("-7", None), ("٧", None), ("9" * 17, None), ("", None)],
)
def test_a_number_is_whole_and_above_zero(raw: str, number: int | None) -> None:
    assert Form({"n": raw}).number("n") == number


@pytest.mark.parametrize(
    ("raw", "metres"), [("1,5", 1.5), ("nan", None), ("inf", None), ("0", None), ("x", None)]
)
def test_metres_are_within_their_limits(raw: str, metres: float | None) -> None:
    assert Form({"m": raw}).metres("m", 1, 20) == metres
