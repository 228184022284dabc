"""Recognises residents without accounts: by private links and by a device cookie."""

import uuid
from secrets import token_urlsafe

from flask import Response, request, session, url_for

from app.domain.errors import NotFound
from app.domain.roles import STAFF
from app.operations.reports.resident import OWN_REPORT, ReporterProof
from app.queries.accounts import CurrentUser
from app.security.compression import uncompressed
from app.security.tokens import keyed_hash, link_token, read_link_token
from app.services import services

_OWN = "own_reports"
# The cookie holds no more: the oldest are dropped, their private links still work.
_MOST_OWN = 40
DEVICE_COOKIE = "vm_device"
_DEVICE_SECONDS = 365 * 24 * 3600


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


def is_staff(user: CurrentUser) -> bool:
    """Return whether the user works with this hromada's reports."""
    return bool(user.roles & STAFF)


def person_key(user: CurrentUser) -> bytes:
    """Return the key that counts a supporter once: of the account or device; b"" if neither."""
    if user.account_id is not None:
        return keyed_hash("supporter", f"account:{user.account_id}")
    device = request.cookies.get(DEVICE_COOKIE, "")
    return keyed_hash("supporter", f"device:{device}") if device else b""


def new_device() -> tuple[str, bytes]:
    """Return the cookie of a new device, and the key of its supporter."""
    device = token_urlsafe(24)
    return device, keyed_hash("supporter", f"device:{device}")


def mark_device(response: Response, device: str) -> None:
    """Set the cookie that recognises this device."""
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=_DEVICE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure,
    )
