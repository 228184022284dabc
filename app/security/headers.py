"""Response headers: a nonce CSP that begins with nothing allowed, and its companions."""

from http.client import NOT_FOUND
from secrets import token_urlsafe
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from app.config import Settings
from app.security.request_context import SIGN_IN_COOKIE

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def csp_nonce() -> str:
    """Return this response's nonce."""
    if "csp_nonce" not in g:
        g.csp_nonce = token_urlsafe(16)
    return cast("str", g.csp_nonce)


def allow(directive: str, *sources: str) -> None:
    """Let this one response's CSP also admit ``sources``, for instance a frame of ours."""
    extra = g.setdefault("csp_extra", {})
    extra.setdefault(directive, []).extend(sources)


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
    """Put the headers on every answer."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy(settings.basemap))
        if settings.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if response.status_code == NOT_FOUND:
            # Else it would tell what is not shown, whose page looks whose it is, from what is not.
            response.vary.add("Cookie")
        if request.cookies.get(SIGN_IN_COOKIE):
            response.headers["Cache-Control"] = "no-store"
        return response


def static_headers(headers: dict[str, str], _path: str, url: str) -> None:
    """Put what fits on files served past the app."""
    headers["X-Content-Type-Options"] = "nosniff"
    # A sandboxed map is of no origin at all, yet it needs Leaflet; nothing secret lies there.
    shared = "/vendor/" in url
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if shared else "same-origin"
    # A worker lives under its own file's policy: the map's fetches tiles, a set basemap's as well.
    fetching = "; script-src 'self'; connect-src 'self' https:" if "-worker." in url else ""
    headers["Content-Security-Policy"] = f"default-src 'none'{fetching}"
