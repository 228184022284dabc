"""What only a real server sees: requests that are no HTTP, and hostile forms over a socket."""

import http.client
import os
import random
import re
import socket
from urllib.request import urlopen

import pytest

from tests.journeys.conftest import City
from tests.soak.attacks import TOKEN, Attack, Target, attacks_on
from tests.soak.markup import Page
from tests.soak.skipped import SKIPPED

_WAIT_S = 20.0
_END = b"\r\n\r\n"
_POST = b"POST /pokrov/reports HTTP/1.1\r\nHost: localhost\r\n"
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n"

NO_HTTP: dict[str, bytes] = {
    "noise": bytes(range(256)) * 20,
    "a greeting of TLS": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(200),
    "an old version": b"GET /\r\n\r\n",
    "a version to come": b"GET / HTTP/9.9\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a strange host": b"GET /account/ HTTP/1.1\r\nHost: evil.test\r\n\r\n",
    "a host of markup": b'GET /account/ HTTP/1.1\r\nHost: "><svg onload=1>\r\n\r\n',
    "a whole address": b"GET http://evil.test/account/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "bytes in the path": b"GET /\xff\xfe\xed\xa0\x80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path of 60,000": b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a query of 60,000": b"GET /?q=" + b"%D1%8F" * 10_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "dots": b"GET /static/../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "escaped dots": b"GET /static/%2e%2e%2f%2e%2e%2fwsgi.py HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "2,000 headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 2000 + b"\r\n",
    "a header of 200,000": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 200_000 + _END,
    "a folded header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
    "a header with NUL": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
    "line feeds alone": b"GET / HTTP/1.1\nHost: localhost\n\n",
    "a negative length": _POST + b"Content-Length: -1" + _END,
    "a length of words": _POST + b"Content-Length: ten" + _END,
    "two lengths": _POST + b"Content-Length: 1\r\nContent-Length: 2" + _END + b"ab",
    "a huge length": _POST + b"Content-Length: 99999999999999999999" + _END,
    "length and chunks": _CHUNKED + b"Content-Length: 4" + _END + b"0" + _END,
    "a bad chunk": _CHUNKED + _END[2:] + b"zz\r\nabc\r\n0" + _END,
    "a huge chunk": _CHUNKED + _END[2:] + b"FFFFFFFFFFFFFFFFF\r\nabc",
    "chunks and a trailer": _CHUNKED + _END[2:] + b"1\r\na\r\n0\r\nX-Evil: 1" + _END,
    "an unknown coding": _POST + b"Transfer-Encoding: gzip, x\r\nContent-Length: 1" + _END + b"a",
    "an expectation": _POST + b"Expect: 100-continue\r\nContent-Length: 1" + _END + b"a",
    "an upgrade": b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    "a tunnel": b"CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n",
    "a trace": b"TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: secret=1\r\n\r\n",
    "a method of 9,000": b"A" * 9000 + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "two at once": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 2,
}


def _said(city: City, raw: bytes) -> bytes:
    """Send the bytes, close our half, and return whatever comes until the other half closes."""
    with socket.create_connection(("127.0.0.1", city.port), timeout=_WAIT_S) as line:
        said = b""
        try:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            while more := line.recv(65_536):
                said += more
        except (ConnectionError, BrokenPipeError):
            pass
        return said


def _healthy(city: City) -> bool:
    with urlopen(f"{city.url}/healthz", timeout=_WAIT_S) as answer:  # noqa: S310 - our own
        return bool(answer.status == 200)


@pytest.mark.soak
@pytest.mark.parametrize("label", NO_HTTP)
def test_what_is_no_http_is_refused(city: City, label: str) -> None:
    said = _said(city, NO_HTTP[label])
    statuses = [int(code) for code in re.findall(rb"^HTTP/1\.[01] (\d{3})", said, re.MULTILINE)]
    assert all(status < 500 or status == 501 or status == 505 for status in statuses), said[:300]
    assert not re.search(rb"Traceback|root:x:0|DATABASE|Location: *(https?:)?//evil", said), said[
        :900
    ]
    assert _healthy(city)


def _visit(city: City, path: str) -> tuple[Page, str]:
    """Return a page, and the cookies that came with it."""
    with urlopen(f"{city.url}{path}", timeout=_WAIT_S) as answer:  # noqa: S310 - our own
        given = answer.headers.get_all("Set-Cookie", [])
        return Page(answer.read().decode()), "; ".join(one.partition(";")[0] for one in given)


def _attempt(city: City, attack: Attack, token: str, cookie: str) -> int:
    """Return the status; 0 if the server or Python's client refused without one."""
    line = http.client.HTTPConnection("127.0.0.1", city.port, timeout=_WAIT_S)
    headers = {"X-CSRFToken": token, "Cookie": cookie, **dict(attack.headers)}
    if attack.content_type:
        headers["Content-Type"] = attack.content_type
    body = attack.body.replace(TOKEN.encode(), token.encode()) or None
    try:
        line.request(attack.method, attack.path, body=body, headers=headers)
        return line.getresponse().status
    except (ConnectionError, ValueError, http.client.HTTPException):
        return 0
    finally:
        line.close()


@pytest.mark.soak
@pytest.mark.parametrize("path", ["/account/sign-in", "/pokrov/reports/new", "/pokrov/"])
def test_hostile_forms_over_a_socket(city: City, path: str) -> None:
    seed = os.environ.get("SOAK_SEED") or "socket"
    rng = random.Random(seed)  # noqa: S311 - drawn examples, no secret
    page, cookie = _visit(city, path)
    answered, wrong = set(), []
    for form in page.forms:
        to = (form.method, form.action, form.action, tuple(form.fields))
        for attack in attacks_on(Target("stranger", *to, form.multipart), rng, "zq0f0000z", 40):
            if attack.hazard not in SKIPPED:
                status = _attempt(city, attack, page.token(), cookie)
                answered.add(status)
                wrong += [(status, attack)] if status >= 500 else []
    assert not wrong, f"SOAK_SEED={seed}: {len(wrong)}, first {wrong[0]}"
    assert answered - {0, 400}, "every request was turned away at the door"
    assert _healthy(city)
