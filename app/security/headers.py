"""Security headers: a deny-by-default CSP with nonces, and others."""

from http.client import BAD_REQUEST, NOT_FOUND
from secrets import token_urlsafe
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, g

from app.config import Settings

_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NO_FRAME = {"X-Frame-Options": "DENY"}
_ANY_FRAME = {"Cross-Origin-Resource-Policy": "cross-origin"}


def csp_nonce() -> str:
    """Return this response's nonce."""
    if "csp_nonce" not in g:
        g.csp_nonce = token_urlsafe(16)
    return cast("str", g.csp_nonce)


def allow(directive: str, *sources: str) -> None:
    """Add ``sources`` to a directive of this response's CSP."""
    extra = g.setdefault("csp_extra", {})
    extra.setdefault(directive, []).extend(sources)


def allow_frames() -> None:
    """Let pages of any site show this response in a frame."""
    g.framed = True
    allow("frame-ancestors", "*")


def _framed() -> dict[str, str]:
    """Return the headers that say who may frame the response."""
    return _ANY_FRAME if g.pop("framed", False) else _NO_FRAME


def policy(basemap: str) -> str:
    """Return the Content-Security-Policy of this response."""
    origin = f"{urlsplit(basemap).scheme}://{urlsplit(basemap).netloc}" if "//" in basemap else ""
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", f"'nonce-{csp_nonce()}'"],
        "style-src": ["'self'", f"'nonce-{csp_nonce()}'"],
        "img-src": ["'self'", "data:", "blob:", *([origin] if origin else [])],
        "connect-src": ["'self'", *([origin] if origin else [])],
        "worker-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    for directive, sources in g.get("csp_extra", {}).items():
        kept = [s for s in directives.get(directive, []) if s != "'none'"]
        directives[directive] = kept + sources
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def register_headers(app: Flask, settings: Settings) -> None:
    """Add the headers to every response."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in (_FIXED | _framed()).items():
            response.headers.setdefault(name, value)
        # What is no page runs nothing, and is kept by browsers without anybody's nonce.
        needed = policy(settings.basemap) if response.mimetype == "text/html" else _NO_PAGE
        response.headers.setdefault("Content-Security-Policy", needed)
        if settings.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        hromada = g.get("hromada")
        if response.status_code >= BAD_REQUEST or (hromada and not hromada.indexable):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        if response.status_code == NOT_FOUND:
            # Else caches could tell hidden pages, whose 404 depends on the user, from missing ones.
            response.vary.add("Cookie")
        return response


def static_headers(headers: dict[str, str], _path: str, url: str) -> None:
    """Set the headers of static files."""
    headers["X-Content-Type-Options"] = "nosniff"
    # A sandboxed map has an opaque origin, yet needs Leaflet; vendor files are public anyway.
    shared = "/vendor/" in url
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if shared else "same-origin"
    # A worker has the policy of its own file: it fetches tiles, also of a configured basemap.
    fetching = "; script-src 'self'; connect-src 'self' https:" if "-worker." in url else ""
    headers["Content-Security-Policy"] = f"default-src 'none'{fetching}"
