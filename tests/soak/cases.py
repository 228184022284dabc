"""Requests that once broke a rule, as the soak printed them; each is sent to a fresh town."""

from tests.soak.attacks import Attack

CASES: tuple[Attack, ...] = (
    Attack(
        person="stranger",
        method="POST",
        path="/pokrov/reports",
        label="json: lone surrogate in a name",
        content_type="application/json",
        body=rb'{"\ud800": 1}',
    ),
)
