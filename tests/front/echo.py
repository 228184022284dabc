"""A program for tests of the front: says what reached it, and dies when it is told to."""

import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs

PAGE = ("<p>" + "Слова, що повторюються. " * 200 + "</p>").encode()
HEADERS = {
    "/secret": [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "identity")],
    "/page": [("Content-Type", "text/html; charset=utf-8")],
}


def app(environ: dict[str, object], start_response: object) -> Iterable[bytes]:
    """Answer by the path."""
    path, words = str(environ["PATH_INFO"]), parse_qs(str(environ["QUERY_STRING"]))
    if "note" in words:
        with Path(words["note"][0]).open("a") as file:
            file.write(f"{environ['REQUEST_METHOD']}\n")
    if path == "/die" or "die" in words:
        _die_first(words)
    if path == "/wait":
        time.sleep(float(words["seconds"][0]))
    if path in HEADERS:
        start_response("200 OK", HEADERS[path])  # type: ignore[operator]
        return [PAGE]
    start_response("200 OK", [("Content-Type", "application/json")])  # type: ignore[operator]
    seen = {name: value for name, value in environ.items() if isinstance(value, str)}
    return [json.dumps(seen | {"TRUSTED": os.environ["TRUSTED_PROXIES"]}).encode()]


def _die_first(words: dict[str, list[str]]) -> None:
    """Kill this worker in the middle of the first request of those that name the same file."""
    if len(Path(words["note"][0]).read_text().splitlines()) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
