"""Where a request that changes something was sent from: our own pages, or no browser at all."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request

from app.config import Settings
from app.domain.errors import NotAllowed

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# "none" is the user: a page of ours sent again by reloading it. Another host of the same site
# ("same-site") is not ours.
_OURS = frozenset({"same-origin", "none"})
_PORTS = {"http": 80, "https": 443}
_Origin = tuple[str, str, int | None]


def register_origins(app: Flask, settings: Settings) -> None:
    """Refuse what another site lets a visitor's browser send here."""
    base = _origin(settings.public_url)

    @app.before_request
    def judge() -> None:
        view: Any = app.view_functions.get(request.endpoint or "")
        # Mail programs end subscriptions by one click, from wherever; the link's secret is all.
        if request.method in SAFE or getattr(view, "needs_no_token", False):
            return
        if not _sent_from_here({base, _origin(request.host_url)}):
            raise NotAllowed(
                "Nothing was changed: this was sent from another site. Open the page here and send "
                "it again."
            )


def _sent_from_here(ours: set[_Origin | None]) -> bool:
    """Return whether browsers' own words, which no page can forge, name one of our origins.

    Sec-Fetch-Site is the browser's verdict, by the address that it has itself: right behind any
    proxy. It comes over https and from this machine only, Origin with nearly every form.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in _OURS
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    if sender and sender != "null":
        return _origin(sender) in ours
    # Without a word a program sent it: no page can send JSON to another site without its Origin.
    # Forms, also with "null", as from our own pages that send no referrer, are known by their
    # token, which is required next.
    return not request.is_json or sender is None


def _origin(url: str) -> _Origin | None:
    """Return scheme, host and port; None for what is no URL."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
