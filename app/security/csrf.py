"""CSRF tokens, masked anew for each response.

The length of a compressed page tells how much of it repeats: who makes a browser ask for it again
and again, each time with another guess in the address, could read a token out of it (BREACH). Of a
token that looks different in every response there is nothing to guess.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes
from typing import cast

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect, generate_csrf


class MaskedCSRFProtect(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is untyped
    """Flask-WTF's protection: templates get masked tokens, and masked ones are accepted."""

    def init_app(self, app: Flask) -> None:
        """Protect ``app``, whose templates write ``csrf_token()``."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = masked_csrf_token
        app.context_processor(lambda: {"csrf_token": masked_csrf_token})

    def _get_csrf_token(self) -> str | None:
        token = super()._get_csrf_token()
        return unmasked(token) if token else None


def masked_csrf_token() -> str:
    """Return this response's CSRF token, the same in all of its forms."""
    if "masked_csrf_token" not in g:
        g.masked_csrf_token = masked(generate_csrf())
    return cast("str", g.masked_csrf_token)


def masked(token: str) -> str:
    """Return ``token`` under a random one-time pad, and the pad before it."""
    secret = token.encode()
    pad = token_bytes(len(secret))
    return urlsafe_b64encode(pad + _xor(pad, secret)).decode()


def unmasked(token: str) -> str:
    """Return what ``masked`` was given; anything else becomes text that no signature fits."""
    if "." in token:
        return token  # of a page that was opened before tokens were masked
    try:
        content = urlsafe_b64decode(token)
    except ValueError:
        return ""
    middle = len(content) // 2
    return _xor(content[:middle], content[middle:]).decode("latin-1")


def _xor(pad: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(pad, text, strict=False))
