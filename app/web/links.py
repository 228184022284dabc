"""Pages behind secret links: what signed the link, and headers that keep the secret."""

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.security.compression import uncompressed
from app.security.tokens import read_link_token


def unlisted(answer: ResponseReturnValue) -> Response:
    """Keep the link's secret out of indexes, caches, other sites' logs and compressed lengths."""
    uncompressed()
    response = make_response(answer)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def linked_id(purpose: str, token: str) -> int:
    """Return the id that a signed link names; raise NotFound for a link that is not valid."""
    subject = read_link_token(purpose, token)
    if not subject.isdecimal():
        raise NotFound("This link is not valid. Copy it whole from the letter.")
    return int(subject)
