"""The page of privacy tells every rule that deletes something of a person."""

from app.operations.reports.retention import OF_HROMADA, OF_INSTALLATION
from app.web.public_pages.retention import WORDS


def test_every_rule_has_words_or_holds_nothing_of_a_person() -> None:
    assert {what for what, _days, _statement in OF_HROMADA + OF_INSTALLATION} == WORDS.keys()
