"""Sentences about what came from outside: English as they stand, ready for another language."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self


class Amount(NamedTuple):
    """A number in a sentence, with so many digits behind the point."""

    value: float
    digits: int

    def __str__(self) -> str:
        return f"{self.value:,.{self.digits}f}"


class FileMessage(str):
    """An English sentence that remembers its message and what fills its ``%(name)s`` places.

    A page tells it in its reader's language; everything else reads the text that it is. ``asks``
    names what the reader can state to help: the text ends with how the command line takes it, a
    page gives advice of its own.
    """

    __slots__ = ("asks", "msgid", "params")

    msgid: str
    params: Mapping[str, object]
    asks: str

    def __new__(
        cls, msgid: str, params: Mapping[str, object], *, asks: str = "", by_command: str = ""
    ) -> Self:
        """Fill the places in English."""
        english = msgid % params if params else msgid
        made = super().__new__(cls, f"{english}: {by_command}" if by_command else english)
        made.msgid, made.params, made.asks = msgid, params, asks
        return made

    def because(self, why: str) -> "FileMessage":
        """Return the sentence with a library's own words, which pages leave out."""
        return FileMessage(self.msgid, self.params, by_command=why)

    def asking(self, what: str, by_command: str) -> "FileMessage":
        """Return the sentence with advice: what to state, and how on the command line."""
        return FileMessage(self.msgid, self.params, asks=what, by_command=by_command)


def msg(msgid: str, /, **params: object) -> FileMessage:
    """Say a sentence that has a translation; params are texts, numbers, Amounts or sentences."""
    return FileMessage(msgid, params)


def message_to_json(words: str) -> Any:  # noqa: ANN401 - as JSON has it
    """Return words as JSON keeps them; plain text stays text."""
    if not isinstance(words, FileMessage):
        return words
    return {"said": words.msgid, "params": {name: _kept(v) for name, v in words.params.items()}}


def message_from_json(note: Any) -> str:  # noqa: ANN401
    """Return what ``message_to_json`` has kept; what was kept as text is text."""
    if not isinstance(note, dict):
        return str(note)
    msgid, params = note["said"], note["params"]
    return FileMessage(msgid, {name: _revived(value) for name, value in params.items()})


def _kept(value: object) -> object:
    if isinstance(value, Amount):
        return value._asdict()
    return message_to_json(value) if isinstance(value, str) else value


def _revived(value: object) -> object:
    if isinstance(value, dict):
        return Amount(**value) if "digits" in value else message_from_json(value)
    return value
