"""Lengths of time in words never say more than has passed."""

from datetime import timedelta

import pytest
from flask import Flask

from app.texts.languages import whole_units

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (548 * DAY, "18 місяців"),
        (729 * DAY, "24 місяці"),
        (2 * 365 * DAY, "2 роки"),
        (2.9 * 365 * DAY, "2 роки"),
        (59 * DAY, "8 тижнів"),
        (13 * DAY, "13 днів"),
        (2.9 * DAY, "2 дні"),
        (1.9 * DAY, "45 годин"),
        (timedelta(seconds=1), "1 секунда"),
        (timedelta(0), "0 секунд"),
    ],
)
def test_a_length_is_rounded_down_to_whole_units(app: Flask, length: timedelta, words: str) -> None:
    with app.test_request_context("/?lang=uk"):
        assert whole_units(length) == words
        assert whole_units(-length) == words


def test_a_term_says_whether_it_is_ahead(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert whole_units(2.9 * DAY, add_direction=True) == "in 2 days"
        assert whole_units(-2.9 * DAY, add_direction=True) == "2 days ago"
