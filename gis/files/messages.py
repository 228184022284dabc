"""Messages about files from outside: text in English that can be translated later."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self


class Amount(NamedTuple):
    """A number in a message, with its number of decimal places."""

    value: float
    digits: int

    def __str__(self) -> str:
        return f"{self.value:,.{self.digits}f}"


class FileMessage(str):
    """English text that keeps its msgid and the params of its ``%(name)s`` placeholders.

    A page translates it; everything else uses it as text. ``asks`` names the option by which the
    reader can help: the text ends with its form on the command line, a page gives its own advice.
    """

    __slots__ = ("asks", "by_command", "msgid", "params")

    msgid: str
    params: Mapping[str, object]
    asks: str
    by_command: str

    def __new__(
        cls, msgid: str, params: Mapping[str, object], *, asks: str = "", by_command: str = ""
    ) -> Self:
        """Format the message in English."""
        english = msgid % params if params else msgid
        made = super().__new__(cls, f"{english}: {by_command}" if by_command else english)
        made.msgid, made.params, made.asks, made.by_command = msgid, params, asks, by_command
        return made

    def because(self, reason: str) -> "FileMessage":
        """Return the message with a library's own reason, which pages leave out."""
        return FileMessage(self.msgid, self.params, by_command=reason)

    def asking(self, option: str, by_command: str) -> "FileMessage":
        """Return the message with advice: the option to state, and how on the command line."""
        return FileMessage(self.msgid, self.params, asks=option, by_command=by_command)


def msg(msgid: str, /, **params: object) -> FileMessage:
    """Return a message that has a translation; params are text, numbers, Amounts or messages."""
    return FileMessage(msgid, params)


def joined(these: str, this: str) -> FileMessage:
    """Return two messages as one; made for functools.reduce."""
    return msg("%(these)s; %(this)s", these=these, this=this)


def message_to_json(message: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return a message as JSON; plain text stays text."""
    if not isinstance(message, FileMessage):
        return message
    params = {name: _to_json(value) for name, value in message.params.items()}
    advice = {"asks": message.asks, "by_command": message.by_command}
    return {"said": message.msgid, "params": params} | {k: v for k, v in advice.items() if v}


def message_from_json(stored: Any) -> str:  # noqa: ANN401
    """Return the message that ``message_to_json`` was given; plain text stays text."""
    if not isinstance(stored, dict):
        return str(stored)
    params = {name: _from_json(value) for name, value in stored["params"].items()}
    advice = {name: stored.get(name, "") for name in ("asks", "by_command")}
    return FileMessage(stored["said"], params, **advice)


def _to_json(value: object) -> object:
    if isinstance(value, Amount):
        return value._asdict()
    return message_to_json(value) if isinstance(value, str) else value


def _from_json(value: object) -> object:
    if isinstance(value, dict):
        return Amount(**value) if "digits" in value else message_from_json(value)
    return value
