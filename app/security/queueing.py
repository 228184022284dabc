"""Refuses requests that have waited too long for a thread: a queue must not outlive its cause."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Whoever waits longer reloads the page: the answer to the first request would be for nobody.
LONGEST_WAIT_S = 2.0
# The front's page, in the form that the client reads; else these words.
PAGE = "/.front/busy"
WORDS = (
    "Зараз забагато запитів, спробуйте за кілька секунд. / Too busy, try again in a few seconds.\n"
)
_STARTED = re.compile(r"t=(\d{1,12}(?:\.\d{1,6})?)")


class QueueLimit:
    """WSGI middleware: 503 for a request that the front took more than two seconds ago.

    Not for one that came before this process began: it has waited for that, not in a queue.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._began: float | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or refuse at once."""
        now = time.time()
        if self._began is None:
            self._began = now
        came = _STARTED.fullmatch(environ.get("HTTP_X_REQUEST_START", ""))
        if came is None or not self._began < float(came[1]) < now - LONGEST_WAIT_S:
            return self._app(environ, start_response)
        start_response(
            "503 Service Unavailable",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Cache-Control", "no-store"),
                ("Retry-After", "5"),
                ("X-Accel-Redirect", PAGE),
            ],
        )
        return [WORDS.encode()]
