"""A request to the front from any address of this machine."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, read to its end."""

    status: int
    headers: Message
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    port: int,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    source: str = "127.0.0.1",
) -> Answer:
    """Ask on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    began = time.monotonic()
    try:
        line.request(method, path, body=body, headers=dict(headers or {}))
        got = line.getresponse()
        read = got.read()
        return Answer(got.status, got.headers, read, time.monotonic() - began)
    finally:
        line.close()
