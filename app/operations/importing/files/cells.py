"""Parses a row's cells, collecting all faults instead of stopping at the first."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from app.domain.email_address import parse_email
from app.domain.errors import Rejected
from app.operations.importing.files.dates import DateOrders, NoDate
from gis.files.faults import Fault
from gis.files.messages import msg

LONGEST_NAME = 300
LONGEST_TEXT = 10_000

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)
_KATOTTG = re.compile(r"UA\d{17}")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_YES = frozenset({"1", "true", "yes", "так", "t"})
_NO = frozenset({"0", "false", "no", "ні", "", "f"})
_BIGGEST = 2**53


class Cells:
    """A row under our columns' names; ``faults`` grows as its cells are read."""

    def __init__(
        self,
        number: int,
        label: str,
        values: Mapping[str, str | list[str]],
        orders: DateOrders | None = None,
    ) -> None:
        self.number = number
        self.label = label
        self.values = values
        self.faults: list[Fault] = []
        self._orders = orders or DateOrders([values], [])

    def fault(self, kind: str, reason: str) -> None:
        """Note that something is wrong with this row."""
        self.faults.append(Fault(self.number, self.label, kind, reason))

    def raw(self, name: str) -> str:
        """Return the cell as text, '' where there is none."""
        value = self.values.get(name, "")
        return ", ".join(value) if isinstance(value, list) else value

    def text(self, name: str, *, required: bool = False, longest: int = LONGEST_NAME) -> str:
        """Return the text without invisible characters, in NFC."""
        text = cleaned(self.raw(name))
        if required and not text:
            self.fault("missing-value", msg("%(column)s is empty: fill it in", column=name))
        if len(text) > longest:
            self.fault(
                "too-long",
                msg(
                    "%(column)s has %(count)s characters, the most is %(most)s",
                    column=name,
                    count=len(text),
                    most=longest,
                ),
            )
        return text

    def code(self, name: str) -> str:
        """Return a code of Latin letters, digits, dots and dashes; it must be there."""
        code = self.text(name, required=True)
        if code and not _CODE.fullmatch(code):
            self.fault(
                "bad-code",
                msg(
                    "%(column)s %(given)r: a code has Latin letters, digits, dots, dashes"
                    "%(script)s",
                    column=name,
                    given=code,
                    script=_script(code),
                ),
            )
        return code

    def katottg(self, name: str) -> str:
        """Return a KATOTTG code: UA and 17 digits."""
        code = self.text(name, required=True)
        if code and not _KATOTTG.fullmatch(code):
            self.fault(
                "bad-code",
                msg(
                    "%(column)s %(given)r: a KATOTTG code is UA and 17 digits%(script)s",
                    column=name,
                    given=code,
                    script=_script(code),
                ),
            )
        return code

    def email(self, name: str) -> str:
        """Return an address, or ''; a form would take the same ones."""
        given = self.text(name).lower()
        try:
            return parse_email(given) if given else ""
        except Rejected:
            reason = msg("%(column)s %(given)r is no e-mail address", column=name, given=given)
            self.fault("bad-email", reason)
            return given

    def whole(self, name: str, default: int | None = None, *, most: int = _BIGGEST) -> int | None:
        """Return a whole number from 0 to ``most``."""
        raw = self.raw(name).replace("\u00a0", "").replace(" ", "")
        if not raw:
            return default
        if not raw.isascii() or not raw.isdecimal() or int(raw[:20]) > most:
            self.fault(
                "bad-number",
                msg(
                    "%(column)s %(given)r is not a whole number%(bound)s",
                    column=name,
                    given=raw[:40],
                    bound="" if most == _BIGGEST else msg(" from 0 to %(most)s", most=most),
                ),
            )
            return default
        return int(raw)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return yes or no: 1, 0, true, false, так, ні; nothing is the default."""
        raw = self.raw(name).lower()
        if not raw:
            return default
        if raw not in _YES | _NO:
            self.fault(
                "bad-flag",
                msg("%(column)s %(given)r is neither 1 nor 0", column=name, given=raw[:40]),
            )
        return raw in _YES

    def moment(self, name: str) -> datetime | None:
        """Return a date or a time; without a zone it is Kyiv's."""
        raw = self.raw(name)
        if not raw:
            return None
        try:
            return self._orders.moment(name, cleaned(raw))
        except NoDate as error:
            self.fault(error.kind, error.reason)
            return None


def cleaned(raw: str) -> str:
    """Return text in NFC without control and direction characters, blanks around it dropped."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", raw.replace("\r\n", "\n"))).strip()


def _script(code: str) -> str:
    alike = msg("; this one has Cyrillic letters that look like Latin ones")
    return alike if _cyrillic(code) else ""


def _cyrillic(code: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in code)
