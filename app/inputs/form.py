"""Fields of a form, a query or JSON, parsed and validated in one way."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.deadlines import midnight
from app.domain.email_address import parse_email
from app.domain.errors import Message, Rejected
from app.inputs.text import clean_line, clean_text
from gis.geometry import InvalidGeometry, Point, parse_point

_MOST_TEXT = 100_000
_LONGEST_LINE = 300
_HIGHEST = 2**53

Choice = TypeVar("Choice", bound=StrEnum)


class Form:
    """Fields as they were sent; their faults are collected and raised together."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.faults: list[tuple[str, Message]] = []

    def refuse(self, name: str, message: str, /, **params: object) -> None:
        """Record a fault of a field; only the first fault of a field counts."""
        if name not in dict(self.faults):
            self.faults.append((name, Message(message, params)))

    def check(self) -> None:
        """Raise Rejected with every fault, if there are any."""
        if self.faults:
            raise Rejected.marked(self.faults)

    def text(self, name: str, longest: int | None = _MOST_TEXT) -> str:
        """Return the field as it was typed; a missing one is empty."""
        raw = self.given.get(name)
        if raw is not None and not isinstance(raw, str):
            self.refuse(name, "This must be text.")
            return ""
        return (raw or "")[:longest].strip()

    def line(self, name: str, longest: int = _LONGEST_LINE) -> str:
        """Return the field on one line, cut to ``longest`` characters."""
        return clean_line(self.text(name))[:longest]

    def multiline(self, name: str) -> str:
        """Return the field as text of several lines."""
        return clean_text(self.text(name))

    def sized(self, name: str, text: str, *, shortest: int, longest: int) -> str:
        """Return the text; a wrong length is a fault of the field."""
        if len(text) < shortest:
            self.refuse(name, "Write a little more: at least %(count)s characters.", count=shortest)
        if len(text) > longest:
            self.refuse(
                name,
                "Too long: %(length)s characters. Shorten it to %(count)s.",
                length=len(text),
                count=longest,
            )
        return text

    def number(self, name: str) -> int | None:
        """Return a whole number above zero, else None."""
        return whole_number(self.text(name))

    def metres(self, name: str, least: float, most: float) -> float | None:
        """Return metres within the limits, written with a point or a comma; else None."""
        try:
            metres = float(self.text(name).replace(",", "."))
        except ValueError:
            return None
        return metres if least <= metres <= most else None

    def day(self, name: str) -> date | None:
        """Return a day; an invalid one is a fault, an empty field is not."""
        raw = self.text(name)
        try:
            return date.fromisoformat(raw) if raw else None
        except ValueError:
            self.refuse(name, "Choose a day, for instance 2030-05-31.")
            return None

    def start_of_day(self, name: str) -> datetime | None:
        """Return when the chosen day begins in Kyiv; an invalid one is a fault."""
        day = self.day(name)
        return midnight(day) if day else None

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """Return the chosen member, or None if it is none of them."""
        return next((choice for choice in choices if choice == self.text(name)), None)

    def point(self, name: str) -> Point | None:
        """Return ``lon`` and ``lat`` (EPSG:4326); an invalid point is a fault of ``name``."""
        try:
            return parse_point(self.given.get("lon", ""), self.given.get("lat", ""))
        except (InvalidGeometry, OverflowError) as error:
            self.refuse(name, fault_of_point(str(error)).text)
            return None

    def email(self, name: str) -> str:
        """Return the address in lower case."""
        try:
            return parse_email(self.text(name))
        except Rejected as refusal:
            ((_, fault),) = refusal.faults
            self.refuse(name, fault.text, **fault.params)
            return ""


def fault_of_point(error: str) -> Message:
    """Return the message for an error of ``parse_point``."""
    if error.startswith("longitude and latitude are swapped"):
        return Message("Longitude and latitude are swapped: exchange them.")
    if error.startswith("not in Ukraine"):
        return Message("This place is not in Ukraine. Check the coordinates.")
    return Message("Longitude and latitude must be numbers, like 34.0812 and 47.6654.")


def whole_number(raw: str) -> int | None:
    """Return a number from 1 to 2^53 in decimal digits, else None."""
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= len(str(_HIGHEST))):
        return None
    return int(raw) if 0 < int(raw) < _HIGHEST else None
