"""What the front does by itself; the program behind it says what reached it."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.hostile import besieged, half_open
from tests.city import until
from tests.front.asking import Answer, ask
from tests.front.conftest import Serve

STRANGER = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.test",
    "X-Request-Id": "mine",
    "X-Request-Start": "t=1.0",
}
PROXIES = {
    "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 198.51.100.9",
    "X-Forwarded-Proto": "ftp, https, http",
    "X-Forwarded-Host": "evil.test, misto.example, inner.example",
}


@pytest.mark.parametrize(
    ("proxies", "client", "scheme", "host"),
    [
        ("0", "127.0.0.3", "http", None),
        ("1", "198.51.100.9", "http", "inner.example"),
        ("2", "203.0.113.7", "https", "misto.example"),
    ],
)
def test_the_client_is_whom_our_proxies_name(
    serve: Serve, proxies: str, client: str, scheme: str, host: str | None
) -> None:
    port = serve(TRUSTED_PROXIES=proxies)
    seen = ask(port, "/", headers=PROXIES, source="127.0.0.3").json
    assert seen["HTTP_X_FORWARDED_FOR"] == client
    assert seen["HTTP_X_FORWARDED_PROTO"] == scheme
    assert seen["HTTP_X_FORWARDED_HOST"] == (host or f"127.0.0.1:{port}")
    assert seen["TRUSTED"] == "1"


def test_a_stranger_is_believed_nothing(echo: int) -> None:
    seen = ask(echo, "/", headers=STRANGER, source="127.0.0.4").json
    assert seen["HTTP_X_FORWARDED_FOR"] == "127.0.0.4"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "http"
    assert seen["HTTP_X_FORWARDED_HOST"] == f"127.0.0.1:{echo}"
    assert re.fullmatch("[0-9a-f]{32}", seen["HTTP_X_REQUEST_ID"])
    assert float(seen["HTTP_X_REQUEST_START"].removeprefix("t=")) > 1e9


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_proxy_that_is_not_counted_is_told(serve: Serve, echo: int, header: str) -> None:
    named = "HTTP_X_UNCOUNTED_PROXY"
    assert ask(echo, "/", headers={header: "127.0.0.1"}).json[named] == "yes"
    assert named not in ask(echo, "/", headers={"X-Uncounted-Proxy": "mine"}).json
    ours = serve(TRUSTED_PROXIES="1")
    assert named not in ask(ours, "/", headers={header: "127.0.0.1"}).json


def test_every_answer_names_its_request(echo: int) -> None:
    answer = ask(echo, "/")
    assert answer.headers["X-Request-Id"] == answer.json["HTTP_X_REQUEST_ID"]


def assert_refused(answer: Answer, status: int, *, as_json: bool) -> None:
    assert answer.status == status
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    if as_json:
        assert answer.json["error"]["message"]
        assert answer.json["error"]["fields"] == {}
    else:
        page = answer.body.decode()
        assert page.index('lang="uk"') < page.index('lang="en"')


@pytest.mark.parametrize(
    ("headers", "as_json"),
    [
        ({}, False),
        ({"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, False),
        ({"Accept": "application/json"}, True),
        ({"Content-Type": "application/json"}, True),
    ],
)
def test_a_body_too_large_is_refused_in_the_clients_form(
    echo: int, headers: dict[str, str], *, as_json: bool
) -> None:
    for path, length in (("/account/sign-in", 3_000_000), ("/h1/reports", 65 * 2**20)):
        head = headers | {"Content-Length": str(length)}
        assert_refused(ask(echo, path, method="POST", headers=head), 413, as_json=as_json)


@pytest.mark.parametrize(
    "path", ["/h1/reports", "/h1/reports/7/supply", "/h1/office/7/solve", "/h1/notices"]
)
def test_photos_and_drawings_may_be_large(echo: int, path: str) -> None:
    assert ask(echo, path, method="POST", body=b"x" * 3_000_000).status == 200


def test_an_answer_is_not_lost_with_a_body_that_the_app_did_not_read(echo: int) -> None:
    for _ in range(5):
        answer = ask(echo, "/h1/reports", method="POST", body=b"x" * 30_000_000)
        assert answer.json["CONTENT_LENGTH"] == "30000000"


def test_bodies_in_flight_are_counted_and_reading_is_not(serve: Serve) -> None:
    port = serve(RATE_LIMITS="on")
    with besieged(port, [half_open(520)], ["127.0.0.5"]):
        assert_refused(
            ask(port, "/x", method="POST", body=b"x", source="127.0.0.5"), 503, as_json=False
        )
        refused = ask(
            port,
            "/x",
            method="POST",
            body=b"{}",
            headers={"Content-Type": "application/json"},
            source="127.0.0.5",
        )
        assert_refused(refused, 503, as_json=True)
        assert ask(port, "/x", source="127.0.0.5").status == 200
        assert ask(port, "/x", method="POST", source="127.0.0.5").status == 200
        assert ask(port, "/x", method="POST", body=b"x", source="127.0.0.6").status == 200


def statuses_of_forty(port: int, sources: Sequence[str]) -> Counter[int]:
    """Ask forty times at once, behind a proxy that names each of the sources in turn."""

    def wait(number: int) -> int:
        named = {"X-Forwarded-For": sources[number % len(sources)]}
        return ask(port, "/wait?seconds=1", headers=named).status

    with ThreadPoolExecutor(40) as crowd:
        return Counter(crowd.map(wait, range(40)))


@pytest.mark.parametrize(
    "sources",
    [
        ["203.0.113.9"],
        ["2001:db8:0:12::1"],
        [f"2001:db8:7:ab{n:02x}::1" for n in range(40)],
        [f"2001:db8:8:{n:x}::1" for n in range(40)],
    ],
    ids=["IPv4", "a /64", "a /56", "a /56 of zeros"],
)
def test_who_reads_too_much_at_once_is_refused_alone(serve: Serve, sources: list[str]) -> None:
    statuses = statuses_of_forty(serve(RATE_LIMITS="on", TRUSTED_PROXIES="1"), sources)
    assert statuses.keys() == {200, 503}
    assert statuses[503] <= 8


@pytest.mark.parametrize(
    "sources",
    [
        ["203.0.113.9", "203.0.113.10"],
        ["2001:db8:7:ab01::1", "2001:db8:7:ac01::1"],
        ["2001:db8:7:1ab::1", "2001:db8:7:2ab::1"],
    ],
)
def test_another_network_is_another_reader(serve: Serve, sources: list[str]) -> None:
    port = serve(RATE_LIMITS="on", TRUSTED_PROXIES="1")
    assert statuses_of_forty(port, sources) == {200: 40}


def test_drills_are_not_counted(serve: Serve) -> None:
    port = serve(RATE_LIMITS="off")
    with besieged(port, [half_open(520)], ["127.0.0.5"]):
        assert ask(port, "/x", method="POST", body=b"x", source="127.0.0.5").status == 200
        assert ask(port, "/x", method="POST", headers={"Content-Length": "3000000"}).status == 413


def test_a_large_body_that_died_is_told_as_any_other(echo: int, tmp_path: Path) -> None:
    path = f"/h1/reports?die=1&note={tmp_path / 'note'}"
    assert_refused(ask(echo, path, method="POST", body=b"x" * 5_000_000), 503, as_json=False)


def test_reading_is_asked_again_and_deeds_are_not(echo: int, tmp_path: Path) -> None:
    for method, status, times in (("GET", 200, 2), ("POST", 503, 1)):
        note = tmp_path / method
        body = b"x" if method == "POST" else None
        answer = ask(echo, f"/die?note={note}", method=method, body=body)
        assert answer.status == status
        assert note.read_text() == f"{method}\n" * times
        assert (status == 200) == ("Retry-After" not in answer.headers)


def test_pages_are_packed_but_for_those_with_secrets(echo: int) -> None:
    for accepted in ("gzip", "br"):
        packed = ask(echo, "/page", headers={"Accept-Encoding": accepted})
        assert packed.headers["Content-Encoding"] == accepted
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert len(packed.body) < 500
        bare = ask(echo, "/secret", headers={"Accept-Encoding": accepted})
        assert bare.headers["Content-Encoding"] == "identity"
        assert bare.body.startswith(b"<p>")


def test_static_files_come_from_the_disk_or_from_the_app(serve: Serve, reachable: Path) -> None:
    var = reachable / "var"
    folder = var / "static" / "0a1b2c" / "vendor"
    folder.mkdir(parents=True)
    (folder / "map-worker.js").write_text("/* map */")
    (folder / "map-worker.js.gz").write_bytes(gzip.compress(b"/* packed */"))
    port = serve(VAR_DIR=str(var))
    path = "/static/0a1b2c/vendor/map-worker.js"
    plain = ask(port, path)
    assert plain.body == b"/* map */"
    assert plain.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in plain.headers["Cache-Control"]
    assert plain.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "connect-src 'self' https:" in plain.headers["Content-Security-Policy"]
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    packed = ask(port, path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.body) == b"/* packed */"
    for record in ("static/.lock", "static/0a1b2c/.published.json"):
        (var / record).write_text("{}")
        assert ask(port, f"/{record}").json["PATH_INFO"] == f"/{record}"
    assert ask(port, "/static/0a1b2c/absent.js").json["PATH_INFO"] == "/static/0a1b2c/absent.js"
    assert ask(port, "/static/%2e%2e/secret_key").status in {200, 400}
    assert b"PATH_INFO" in ask(port, "/static/../front/nginx.conf").body


def test_the_access_log_tells_of_nobody(serve: Serve, tmp_path: Path) -> None:
    var = tmp_path / "var"
    port = serve(VAR_DIR=str(var))
    ask(port, "/h1/reports/7?key=secret", source="127.0.0.77")
    ask(port, "/account/sign-in/one-token?next=x", method="POST", body=b"x")
    ask(port, "/h1/subscriptions/another-token/end")
    ask(port, "/x", method="POST", headers={"Content-Length": "3000000"})
    log = var / "log" / "access.log"
    until(lambda: len(log.read_text().splitlines()) >= 5)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    told = [(line["method"], line["path"], line["status"], line["network"]) for line in lines]
    assert told[-4:] == [
        ("GET", "/h1/reports/7", "200", "127.0.0.0"),
        ("POST", "/account/sign-in/", "200", "127.0.0.0"),
        ("GET", "/h1/subscriptions/", "200", "127.0.0.0"),
        ("POST", "/x", "413", "127.0.0.0"),
    ]
    written = log.read_text() + (var / "log" / "front.log").read_text()
    for word in ("secret", "token", "127.0.0.77"):
        assert word not in written
