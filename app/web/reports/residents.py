"""Recognises residents without accounts: by private links and by a device cookie."""

import uuid
from dataclasses import replace

from flask import session, url_for

from app.domain.errors import NotFound
from app.domain.roles import STAFF
from app.domain.supports import SupporterIdentity, SupportKind
from app.operations.reports.resident import OWN_REPORT, ReporterProof
from app.queries.accounts import CurrentUser
from app.security import proof_of_work
from app.security.askers import mailbox_of
from app.security.compression import uncompressed
from app.security.devices import known_device, network_key
from app.security.tokens import identity_hash, keyed_hash, link_token, read_link_token

_OWN = "own_reports"
# The cookie holds no more: the oldest are dropped, their private links still work.
_MOST_OWN = 40


def own_link(slug: str, number: int, public_id: uuid.UUID) -> str:
    """Return the private path by which the reporter returns to the report."""
    return url_for("report_page.page", slug=slug, number=number, key=own_key(public_id))


def own_key(public_id: uuid.UUID) -> str:
    """Return the secret of the report's private link, for a response that is not compressed."""
    uncompressed()
    return link_token(OWN_REPORT, str(public_id))


def remember_own(public_id: uuid.UUID) -> None:
    """Let this browser act as the reporter from now on."""
    mine = [one for one in session.get(_OWN, []) if one != public_id.hex]
    session[_OWN] = [*mine, public_id.hex][-_MOST_OWN:]
    session.permanent = True


def key_opens(key: str, public_id: uuid.UUID) -> bool:
    """Return whether this is the report's private key."""
    try:
        return read_link_token(OWN_REPORT, key) == str(public_id)
    except NotFound:
        return False


def claim_of(user: CurrentUser) -> ReporterProof:
    """Return the proof of the user's own reports: account and session."""
    return ReporterProof(
        user.account_id, frozenset(uuid.UUID(hex=one) for one in session.get(_OWN, []))
    )


def own_address(user: CurrentUser) -> str:
    """Return the user's address to fill a form with: its page is not to be compressed."""
    if user.email:
        uncompressed()
    return user.email


def is_staff(user: CurrentUser) -> bool:
    """Return whether the user works with this hromada's reports."""
    return bool(user.roles & STAFF)


def supporter_of(user: CurrentUser) -> SupporterIdentity:
    """Return the person as their account and browser tell: the keys that count them once.

    Those of an earlier release, under SECRET_KEY, come last: what they gave is found by them.
    """
    device = known_device()
    by_device = _device_keys(device.id) if device else ()
    browser = SupporterIdentity(
        SupportKind.DEVICE, by_device, by_device[0] if by_device else None, network_key()
    )
    if user.account_id is None:
        return browser
    earlier = keyed_hash("supporter", f"account:{user.account_id}")
    by_account = (supporter_key(user.email), earlier)
    return replace(browser, kind=SupportKind.ACCOUNT, keys=by_account + by_device)


def new_supporter(user: CurrentUser) -> SupporterIdentity:
    """Return the person who is about to support; a cookie too fresh is none."""
    device = known_device()
    identity = replace(supporter_of(user), proved=proof_of_work.was_sent())
    if user.account_id is None and device is not None and not device.settled:
        return replace(identity, keys=(), device_key=None)
    return identity


def supporter_key(email: str) -> bytes:
    """Return the key of whoever reads the mailbox: an account is an address, too."""
    return identity_hash("supporter", f"address:{mailbox_of(email)}")


def _device_keys(device_id: str) -> tuple[bytes, bytes]:
    subject = f"device:{device_id}"
    return identity_hash("supporter", subject), keyed_hash("supporter", subject)
