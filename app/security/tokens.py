"""Signed tokens for links, each valid for one purpose."""

import hmac
from hashlib import sha256

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.errors import NotFound


def link_token(purpose: str, subject: str) -> str:
    """Return a signed token of ``subject``, valid for ``purpose`` only."""
    return str(_serializer(purpose).dumps(subject))


def read_link_token(purpose: str, token: str) -> str:
    """Return the token's subject; raise NotFound for a bad signature or another purpose."""
    try:
        return str(_serializer(purpose).loads(token))
    except BadSignature:
        raise NotFound("This link is not valid. Copy it whole from the letter.") from None


def keyed_hash(purpose: str, subject: str) -> bytes:
    """Return an HMAC-SHA256 under SECRET_KEY, for what need not outlive that key."""
    return _hash(current_app.config["SECRET_KEY"], purpose, subject)


def identity_hash(purpose: str, subject: str) -> bytes:
    """Return an HMAC-SHA256 under IDENTITY_KEY: a person or network, recognised but not named."""
    return _hash(current_app.config["IDENTITY_KEY"], purpose, subject)


def _hash(key: str, purpose: str, subject: str) -> bytes:
    return hmac.new(f"{purpose}:{key}".encode(), subject.encode(), sha256).digest()


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"vidkryte-misto:{purpose}")
