"""Addresses as they are typed into forms, with what limits the letters to them."""

from flask import request
from sqlalchemy.orm import Session

from app.operations.confirmations import RemovedAddress, TypedAddress, refuse_address
from app.queries.accounts import CurrentUser
from app.security.askers import mailbox_of, networks_of
from app.security.request_context import now
from app.security.tokens import keyed_hash
from app.texts.languages import chosen_language


def typed_address(user: CurrentUser, email: str) -> TypedAddress:
    """Return the address (lower case) as this browser gives it: confirmed if signed in with it."""
    return TypedAddress(
        email,
        address_key(email),
        keyed_hash("confirmation-network", networks_of(request.remote_addr or "")[0].prefix),
        locale=chosen_language(),
        confirmed=user.signed_in and user.email.lower() == email,
    )


def address_key(email: str) -> bytes:
    """Return an HMAC of the mailbox: name+anything@example.org is that of name@example.org."""
    return keyed_hash("confirmation-address", mailbox_of(email))


def refuse_from_network(session: Session, removed: RemovedAddress | None) -> None:
    """Write no more to the address for the network that typed it, if that waited for an answer."""
    if removed is not None and removed.network_key is not None:
        refuse_address(session, address_key(removed.email), removed.network_key, now=now())
