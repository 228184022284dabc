"""What can go wrong by the rules; ``code`` is stable and public, the message is for people."""

from collections.abc import Mapping


class DomainError(Exception):
    """A rule says no.

    ``message`` is an English sentence that gettext translates, with ``%(name)s`` places filled
    from ``params``; ``fields`` gives, for a form, the sentence that belongs beside each field.
    """

    code = "error"

    def __init__(
        self,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        **params: object,
    ) -> None:
        self.message = message
        self.fields = dict(fields or {})
        self.params = params
        super().__init__(message % params if params else message)


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
    """The input breaks a rule; ``fields`` says where."""

    code = "rejected"


class OutsideHromada(Rejected):
    """The point lies outside the hromada; ``params`` name the one that contains it, if any."""

    code = "outside-hromada"


class TooMany(DomainError):
    """Too many requests in too short a time."""

    code = "too-many"


class Unavailable(DomainError):
    """Something we need is down; trying again later helps."""

    code = "unavailable"
