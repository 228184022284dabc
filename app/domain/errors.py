"""What can go wrong by the rules; ``code`` is stable and public, the message is for people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence that gettext translates; ``params`` fill its ``%(name)s`` places."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


class DomainError(Exception):
    """A rule says no.

    ``message`` and ``params`` are as a Message has them; ``faults`` are, for a form, the messages
    that belong beside its fields. Whoever shows them translates them: app/errors.py.
    """

    code = "error"

    def __init__(
        self, message: str, *, fields: Mapping[str, str] | None = None, **params: object
    ) -> None:
        self.message = message
        self.params = params
        self.faults = tuple((name, Message(text)) for name, text in (fields or {}).items())
        super().__init__(str(Message(message, params)))

    @property
    def fields(self) -> dict[str, str]:
        """Return in English what belongs beside each field."""
        return self.by_field(str)

    def by_field(self, told: Callable[[Message], str]) -> dict[str, str]:
        """Return what belongs beside each field, every message as ``told`` says it."""
        words: dict[str, list[str]] = {}
        for name, message in self.faults:
            words.setdefault(name, []).append(told(message))
        return {name: " ".join(sentences) for name, sentences in words.items()}


class NotFound(DomainError):
    """No such thing, or not for this hromada's eyes: the two look the same."""

    code = "not-found"


class NotSignedIn(DomainError):
    """The page is for people who have signed in."""

    code = "not-signed-in"


class NotAllowed(DomainError):
    """The role may not do this."""

    code = "not-allowed"


class WrongState(DomainError):
    """The report's status does not admit this action."""

    code = "wrong-state"


class Conflict(DomainError):
    """The same key was used for something else, or somebody was faster."""

    code = "conflict"


class Rejected(DomainError):
    """The input breaks a rule; ``faults`` say where."""

    code = "rejected"

    @classmethod
    def on(cls, name: str, message: str, /, **params: object) -> Self:
        """Return a refusal of one field."""
        refusal = cls(message, fields=None, **params)
        refusal.faults = ((name, Message(message, params)),)
        return refusal

    @classmethod
    def marked(cls, faults: Iterable[tuple[str, Message]]) -> Self:
        """Return a refusal of a whole form: each fault stands beside its field."""
        refusal = cls("Check the marked fields.")
        refusal.faults = tuple(faults)
        return refusal


class OutsideHromada(Rejected):
    """The point lies outside the hromada; ``params`` name the one that contains it, if any."""

    code = "outside-hromada"


class TooMany(DomainError):
    """Too many requests in too short a time."""

    code = "too-many"


class Unavailable(DomainError):
    """Something we need is down; trying again later helps."""

    code = "unavailable"
