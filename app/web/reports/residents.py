"""Knows residents without accounts again: by private links, and by a cookie of the device."""

import uuid
from secrets import token_urlsafe

from flask import Response, request, session, url_for

from app.domain.errors import NotFound
from app.domain.roles import STAFF
from app.operations.reports.resident import OWN_REPORT, ReporterProof
from app.queries.accounts import CurrentUser
from app.security.tokens import keyed_hash, link_token, read_link_token
from app.services import services

_OWN = "own_reports"
# The cookie holds no more: the oldest are forgotten, their private links still work.
_MOST_OWN = 40
DEVICE_COOKIE = "vm_device"
_DEVICE_SECONDS = 365 * 24 * 3600


def own_link(slug: str, number: int, public_id: uuid.UUID) -> str:
    """Return the private path by which a report's own resident comes back to it."""
    return url_for("report_page.page", slug=slug, number=number, key=own_key(public_id))


def own_key(public_id: uuid.UUID) -> str:
    """Return the secret of the report's private link."""
    return link_token(OWN_REPORT, str(public_id))


def remember_own(public_id: uuid.UUID) -> None:
    """Let this browser act as the report's resident from now on."""
    mine = [one for one in session.get(_OWN, []) if one != public_id.hex]
    session[_OWN] = [*mine, public_id.hex][-_MOST_OWN:]
    session.permanent = True


def key_opens(key: str, public_id: uuid.UUID) -> bool:
    """Say whether this is the report's private key."""
    try:
        return read_link_token(OWN_REPORT, key) == str(public_id)
    except NotFound:
        return False


def claim_of(user: CurrentUser) -> ReporterProof:
    """Return what this browser can claim as its own."""
    return ReporterProof(
        user.account_id, frozenset(uuid.UUID(hex=one) for one in session.get(_OWN, []))
    )


def is_staff(user: CurrentUser) -> bool:
    """Say whether the asker works with this hromada's reports."""
    return bool(user.roles & STAFF)


def person_key(user: CurrentUser) -> bytes:
    """Return by what a supporter is counted once: the account, else the device; b"" if neither."""
    if user.account_id is not None:
        return keyed_hash("supporter", f"account:{user.account_id}")
    device = request.cookies.get(DEVICE_COOKIE, "")
    return keyed_hash("supporter", f"device:{device}") if device else b""


def new_device() -> tuple[str, bytes]:
    """Return a cookie for a device seen for the first time, and its person's key."""
    device = token_urlsafe(24)
    return device, keyed_hash("supporter", f"device:{device}")


def mark_device(response: Response, device: str) -> None:
    """Know this device again."""
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=_DEVICE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure,
    )
