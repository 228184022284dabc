"""Which responses may be compressed on their way: all but those that show a lasting secret.

The length of a compressed page tells how much of it repeats (BREACH): a page that shows a private
link, or somebody's e-mail address, beside words of its own address would give the one away to who
can vary the other. What is random in each response (CSRF tokens, nonces, idempotency keys) is safe.
"""

from flask import Flask, Response, g


def uncompressed() -> None:
    """Keep servers on the way from compressing the response to this request."""
    g.uncompressed = True


def register_compression(app: Flask) -> None:
    """Mark the responses for which ``uncompressed`` was called.

    nginx and most others leave alone what has an encoding already, and "identity" is none; Apache
    and content delivery networks obey no-transform.
    """

    # Registered before the others, so it runs after them: they set Cache-Control as a whole.
    @app.after_request
    def mark(response: Response) -> Response:
        if g.pop("uncompressed", False):
            response.content_encoding = "identity"
            response.cache_control.no_transform = True
        return response
