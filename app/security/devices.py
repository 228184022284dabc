"""The signed cookie that recognises a browser without an account, and the day's network keys."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from flask import Response, current_app, request
from itsdangerous import BadSignature, Signer

from app.security.request_context import now
from app.security.tokens import identity_hash
from app.services import services

_NAME = "vm_device"
_LASTS = timedelta(days=365)
# A cookie counts only from a later request than the page that set it.
_SETTLED_AFTER = timedelta(seconds=2)
# The unsigned cookies of earlier releases: their browsers keep their identity.
_UNSIGNED = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that has a cookie of ours, and when it got that."""

    id: str
    issued: datetime

    @property
    def settled(self) -> bool:
        """Return whether the cookie was set by an earlier page than this request's."""
        return now() - self.issued >= _SETTLED_AFTER


def cookie_name() -> str:
    """Return the cookie's name: bound to the host wherever the site is https."""
    return f"__Host-{_NAME}" if services().settings.secure else _NAME


def known_device() -> Device | None:
    """Return the device of this request; None if its cookie is missing, forged or too old."""
    return read_device(request.cookies.get(cookie_name(), ""))


def read_device(token: str) -> Device | None:
    """Return the device that the cookie names, if we have signed it within a year."""
    try:
        device_id, _, issued = _signer().unsign(token).decode().partition(".")
        moment = datetime.fromtimestamp(int(issued), UTC)
    except (BadSignature, ValueError, OverflowError, OSError):
        return None
    return Device(device_id, moment) if moment <= now() < moment + _LASTS else None


def device_token(device_id: str, issued: datetime) -> str:
    """Return the signed value of the cookie."""
    return _signer().sign(f"{device_id}.{int(issued.timestamp())}").decode()


def remember_device(response: Response) -> Response:
    """Let the browser be recognised from its next request on; the response becomes private."""
    if known_device() is not None:
        return response
    response.set_cookie(
        cookie_name(),
        device_token(_unsigned_id() or token_urlsafe(24), now()),
        max_age=_LASTS,
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure,
    )
    if "private" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def network_key() -> bytes:
    """Return today's key of the client's network: its /24 in IPv4, its /64 in IPv6.

    The key of another day is another: kept keys tell nothing of where somebody usually is.
    """
    return identity_hash(f"network:{now():%Y-%m-%d}", network_of(request.remote_addr or ""))


def network_of(address: str) -> str:
    """Return the network of an address that is counted as one."""
    known = parse_address(address)
    if known is None:
        return address
    length = 24 if known.version == 4 else 64
    return str(ipaddress.ip_network((known, length), strict=False))


def parse_address(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the IP address, an IPv4 one written as IPv6 as what it is; None for other text."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known


def _unsigned_id() -> str:
    """Return the id of an unsigned cookie of an earlier release, or ""."""
    found = _UNSIGNED.fullmatch(request.cookies.get(_NAME, ""))
    return found[0] if found else ""


def _signer() -> Signer:
    return Signer(current_app.config["IDENTITY_KEY"], salt="vidkryte-misto:device")
