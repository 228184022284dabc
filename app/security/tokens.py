"""Links that prove something: signed, each good for one purpose only."""

import hmac
from hashlib import sha256

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.errors import NotFound


def link_token(purpose: str, subject: str) -> str:
    """Return a token that says ``subject`` for ``purpose`` and nothing else."""
    return str(_serializer(purpose).dumps(subject))


def read_link_token(purpose: str, token: str) -> str:
    """Return what the token says; raise NotFound if it was not made here for this purpose."""
    try:
        return str(_serializer(purpose).loads(token))
    except BadSignature:
        raise NotFound("This link is not valid. Copy it whole from the letter.") from None


def keyed_hash(purpose: str, subject: str) -> bytes:
    """Return an HMAC-SHA256 by which a person or address is recognised but not revealed."""
    key = f"{purpose}:{current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, subject.encode(), sha256).digest()


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"vidkryte-misto:{purpose}")
