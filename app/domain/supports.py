"""Supports of a report: who gives them, which are confirmed, and when they must be checked."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# New devices that one network may support with in a day: one report, and all of a hromada.
DEVICES_FOR_REPORT = 5
DEVICES_FOR_HROMADA = 40
# More supports of one report than this, in this time and from at most two networks, are a burst.
BURST_SUPPORTS = 10
BURST_TIME = timedelta(minutes=10)


class SupportKind(StrEnum):
    """What a support stands on, the weakest first."""

    DEVICE = "device"
    EMAIL = "email"
    ACCOUNT = "account"


class SupportState(StrEnum):
    """Whether a support is counted; a suspected one waits for a moderator."""

    COUNTED = "counted"
    SUSPECTED = "suspected"
    REFUSED = "refused"


# Thresholds and orders count these alone; a device is only a browser.
CONFIRMED = frozenset({SupportKind.EMAIL, SupportKind.ACCOUNT})
_BY_STRENGTH = list(SupportKind)


@dataclass(frozen=True, slots=True)
class SupporterIdentity:
    """A person as a request shows them, by keyed hashes only.

    ``keys`` are all keys of the person, the strongest first: it identifies a new support.
    ``device_key`` is the browser's own; ``network_key`` is good for a day. ``proved``: a proof of
    work came with the request.
    """

    kind: SupportKind = SupportKind.DEVICE
    keys: tuple[bytes, ...] = ()
    device_key: bytes | None = None
    network_key: bytes | None = None
    proved: bool = False

    @property
    def device_keys(self) -> tuple[bytes, ...]:
        """Return the keys by which a browser alone recognises supports given from it.

        A signed-in person is not whoever else has signed in on this browser.
        """
        if self.kind is SupportKind.DEVICE and self.device_key:
            return (self.device_key,)
        return ()


NOBODY = SupporterIdentity()


@dataclass(frozen=True, slots=True)
class SupportCount:
    """The counted supports of a report, and those of them that are confirmed."""

    supporters: int = 0
    confirmed: int = 0

    def __sub__(self, other: "SupportCount") -> "SupportCount":
        """Return the difference of both numbers."""
        return SupportCount(self.supporters - other.supporters, self.confirmed - other.confirmed)


def needs_more_proof(identity: SupporterIdentity, *, on_report: int, in_hromada: int) -> bool:
    """Return whether a new support must be confirmed by e-mail, sign-in or proof of work.

    The numbers are of devices from the same network today, on this report and in the hromada.
    """
    if identity.kind in CONFIRMED:
        return False
    if not identity.keys:
        return True
    crowded = on_report >= DEVICES_FOR_REPORT or in_hromada >= DEVICES_FOR_HROMADA
    return crowded and not identity.proved


def is_burst(*, from_here: int, from_another: int) -> bool:
    """Return whether the recent supports from the two busiest networks are too many."""
    return from_here + from_another > BURST_SUPPORTS


def strength(kind: SupportKind) -> int:
    """Return the rank of the kind by what it proves."""
    return _BY_STRENGTH.index(kind)


def stronger(one: SupportKind, other: SupportKind) -> SupportKind:
    """Return the kind that proves more."""
    return max(one, other, key=strength)
