"""Addresses that somebody may have typed who does not read their mail.

Until its owner confirms, an address gets nothing but the letter that asks for it: few of them in a
day, whatever hromada they are about, and none on behalf of a network that the owner has refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.subscriptions import ConfirmationLetter

MOST_TO_ONE = 3
# Of one network, to different addresses that have not confirmed: many phones share one.
MOST_OF_NETWORK = 20
COUNTED_FOR = timedelta(days=1)
REFUSED_FOR = timedelta(days=30)

_JUDGE = text("SELECT * FROM letters_counted(:address, :network, :day_ago, :month_ago)")
# A letter that its reader confirmed was no nuisance; it still counts for the address.
_NO_LONGER_OF_NETWORK = text("""
UPDATE confirmation_letter SET network_key = ''
WHERE id = (SELECT id FROM confirmation_letter WHERE network_key = :network ORDER BY id LIMIT 1)
""")
_REFUSE = text("""
INSERT INTO refused_address (address_key, network_key, refused_at)
VALUES (:address, :network, :now)
ON CONFLICT (address_key, network_key) DO UPDATE SET refused_at = excluded.refused_at
""")


class Unsent(StrEnum):
    """Why an address is not asked to confirm."""

    ADDRESS = "address"
    NETWORK = "network"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """An address (lower case) typed into a form, with HMACs of it and of the network it came from.

    It is ``confirmed`` if the browser is signed in with it.
    """

    email: str
    address_key: bytes
    network_key: bytes
    locale: str = "uk"
    confirmed: bool = False


class RemovedAddress(NamedTuple):
    """The address of a subscription that was deleted, and the network that had typed it."""

    email: str
    network_key: bytes | None


def reason_not_to_ask(session: Session, typed: TypedAddress, *, now: datetime) -> Unsent | None:
    """Return why the address is not to be asked now, or None; others that ask for it wait.

    Call it first in the transaction, then ``count_letter`` if a letter is queued.
    """
    if typed.confirmed:
        return None
    values: dict[str, object] = {"address": typed.address_key, "network": typed.network_key}
    values |= {"day_ago": now - COUNTED_FOR, "month_ago": now - REFUSED_FOR}
    refused, to_one, of_network = session.execute(_JUDGE, values).one()
    if refused:
        return Unsent.REFUSED
    if to_one >= MOST_TO_ONE:
        return Unsent.ADDRESS
    return Unsent.NETWORK if of_network >= MOST_OF_NETWORK else None


def count_letter(session: Session, typed: TypedAddress, *, now: datetime) -> None:
    """Count a letter that asks the address to confirm."""
    session.add(
        ConfirmationLetter(
            address_key=typed.address_key, network_key=typed.network_key, sent_at=now
        )
    )


def count_confirmed(session: Session, network_key: bytes | None) -> None:
    """Count one letter less for the network: honest people must not use up what others share."""
    if network_key:
        session.execute(_NO_LONGER_OF_NETWORK, {"network": network_key})


def refuse_address(
    session: Session, address_key: bytes, network_key: bytes, *, now: datetime
) -> None:
    """Write no more to this address for this network, for thirty days."""
    values = {"address": address_key, "network": network_key, "now": now}
    session.execute(_REFUSE, values)
