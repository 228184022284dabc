"""Addresses as they are typed into forms, with what limits the letters to them."""

from app.operations.confirmations import TypedAddress
from app.queries.accounts import CurrentUser
from app.security.rate_limits import client_network
from app.security.tokens import keyed_hash
from app.texts.languages import chosen_language

# Mailboxes of one person, whatever stands behind the sign.
_TAG = "+"


def typed_address(user: CurrentUser, email: str) -> TypedAddress:
    """Return the address (lower case) as this browser gives it: confirmed if signed in with it."""
    return TypedAddress(
        email,
        address_key(email),
        keyed_hash("confirmation-network", client_network()),
        locale=chosen_language(),
        confirmed=user.signed_in and user.email.lower() == email,
    )


def address_key(email: str) -> bytes:
    """Return an HMAC of the mailbox: name+anything@example.org is that of name@example.org."""
    name, _, host = email.rpartition("@")
    return keyed_hash("confirmation-address", f"{name.partition(_TAG)[0] or name}@{host}")
