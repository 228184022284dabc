import time
from collections.abc import Iterable

from werkzeug.test import Client

from app.security.queueing import PAGE, QueueLimit


def answering(environ: object, start_response: object) -> Iterable[bytes]:
    start_response("200 OK", [])  # type: ignore[operator]
    return [b""]


def asked(client: Client, came: str) -> int:
    return client.get("/", headers={"X-Request-Start": came}).status_code


def test_who_has_waited_too_long_is_refused_at_once() -> None:
    limit = QueueLimit(answering)
    client = Client(limit)
    began = time.time()
    assert asked(client, f"t={began:.3f}") == 200
    limit._began = began - 60
    assert asked(client, f"t={began - 1:.3f}") == 200
    refused = client.get("/", headers={"X-Request-Start": f"t={began - 3:.3f}"})
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert refused.headers["X-Accel-Redirect"] == PAGE


def test_who_waited_for_a_new_process_is_answered() -> None:
    assert asked(Client(QueueLimit(answering)), f"t={time.time() - 60:.3f}") == 200


def test_a_clock_that_is_none_counts_for_nothing() -> None:
    client = Client(QueueLimit(answering))
    for came in ("", "t=", "t=now", "t=1e3", "t=99999999999999", "12"):
        assert asked(client, came) == 200, came
