"""Requests that once broke a rule, as the soak printed them; each is sent to a fresh town."""

from tests.soak.attacks import Attack

CASES: tuple[Attack, ...] = ()
