"""Violations of the domain rules; ``code`` is stable and public, the message is for people."""

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
    """A domain rule refuses the request.

    ``message`` and ``params`` are those of a Message; ``faults`` are a form's messages by field.
    They are translated where they are shown: app/errors.py.
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
        """Return the messages by field, in English."""
        return self.by_field(str)

    def by_field(self, translate: Callable[[Message], str]) -> dict[str, str]:
        """Return the messages by field, each passed through ``translate``."""
        texts: dict[str, list[str]] = {}
        for name, message in self.faults:
            texts.setdefault(name, []).append(translate(message))
        return {name: " ".join(sentences) for name, sentences in texts.items()}


class NotFound(DomainError):
    """It does not exist, or belongs to another hromada: the two look the same."""

    code = "not-found"


class Moved(NotFound):
    """The hromada has another slug now: ``slug``."""

    code = "moved"

    def __init__(self, slug: str) -> None:
        super().__init__("This hromada has another address now: %(slug)s.", slug=slug)
        self.slug = slug


class NotServedYet(NotFound):
    """The hromada is being prepared: only its staff see its pages; ``hromada`` is its card."""

    code = "not-served-yet"

    def __init__(self, hromada: object) -> None:
        super().__init__("This hromada is still being prepared. Come back later.")
        self.hromada = hromada


class OnlyKnown(NotFound):
    """Nobody prepares the hromada yet: it can be asked for; ``slug`` is its own."""

    code = "only-known"

    def __init__(self, slug: str) -> None:
        super().__init__("This hromada is not here yet. You can ask for it.")
        self.slug = slug


class NotSignedIn(DomainError):
    """The page requires a signed-in user."""

    code = "not-signed-in"


class NotAllowed(DomainError):
    """The role may not do this."""

    code = "not-allowed"


class WrongState(DomainError):
    """The report's status does not admit this action."""

    code = "wrong-state"


class Conflict(DomainError):
    """The idempotency key was used for other content, or somebody else changed it first."""

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


class NeedsProof(DomainError):
    """An anonymous request needs an e-mail address, a sign-in or a proof of work to count."""

    code = "needs-proof"


class ProofRequired(DomainError):
    """The network asks too often: a browser must first solve ``challenge``, or wait."""

    code = "proof-required"

    def __init__(self, message: str, *, challenge: Mapping[str, object], retry_after: int) -> None:
        super().__init__(message)
        self.challenge = challenge
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A service that we depend on is down; retry later."""

    code = "unavailable"
