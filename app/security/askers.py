"""Who sends a request: an account or a device of its own, and the networks it shares."""

import ipaddress
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple, cast

from flask import g, request

from app.queries.accounts import signed_in_user
from app.security.devices import known_device, parse_address
from app.security.request_context import SIGN_IN_COOKIE, database, now, token_digest

# A /48 is given to a company or a street, a /64 to a home.
_SITES_SHARE = 4
_GMAIL = ("gmail.com", "googlemail.com")


class Network(NamedTuple):
    """An address or prefix that many people may share; ``share`` multiplies its allowance."""

    prefix: str
    share: int


@dataclass(frozen=True, slots=True)
class Asker:
    """The sender of a request; ``person`` is empty for a browser that is not known yet."""

    person: str
    networks: tuple[Network, ...]


def current_asker() -> Asker:
    """Return the sender of this request, looked up once."""
    if "asker" not in g:
        g.asker = Asker(_account() or signed_device(), networks_of(request.remote_addr or ""))
    return cast("Asker", g.asker)


def signed_device() -> str:
    """Return the id in the device cookie that we signed; "" without one, or with another's."""
    device = known_device()
    return device.id if device is not None and device.settled else ""


def mailbox_of(email: str) -> str:
    """Return the mailbox of an address, in one spelling; "" for what is none.

    name+anything@example.org is the mailbox of name@example.org, and Gmail drops dots.
    """
    name, _, host = unicodedata.normalize("NFC", email).strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if host in _GMAIL:
        name, host = name.replace(".", ""), _GMAIL[0]
    return f"{name}@{host}" if name and host else ""


def networks_of(address: str) -> tuple[Network, ...]:
    """Return an IPv4 address as it is, an IPv6 address as its /64 and its /48."""
    known = parse_address(address)
    if known is None:
        return (Network(address, 1),)
    if known.version == 4:
        return (Network(str(known), 1),)
    return tuple(
        Network(str(ipaddress.ip_network((known, length), strict=False)), share)
        for length, share in ((64, 1), (48, _SITES_SHARE))
    )


def _account() -> str:
    """Return the account that is signed in, by a statement only where there is a cookie."""
    token = request.cookies.get(SIGN_IN_COOKIE)
    if not token:
        return ""
    with database().reading() as session:
        # Not current_user(): that would keep it without the roles of the hromada.
        user = signed_in_user(session, token_digest(token), now=now())
    return f"account {user.account_id}" if user.signed_in else ""
