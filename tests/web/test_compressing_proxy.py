"""Behind nginx as it compresses: what it packs, what it leaves alone, what is not sent again."""

import gzip
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import brotli
import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.db import Database
from app.operations.accounts.accounts import expect_sign_in, issue_sign_in_token
from tests.builders import a_public_report, a_working_hromada
from tests.values import present

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
MODULES = [
    Path(f"/usr/lib/nginx/modules/ngx_http_brotli_{n}_module.so") for n in ("filter", "static")
]
UNPACKED = {"gzip": gzip.decompress, "br": brotli.decompress}
CONF = """
load_module {module};
daemon off; worker_processes 1; pid nginx.pid; error_log error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    gzip on; gzip_vary on; gzip_proxied any; gzip_types {types};
    brotli on; brotli_types {types};
    server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{app}; }} }}
}}
"""
TYPES = "application/json application/geo+json image/svg+xml text/csv"

pytestmark = pytest.mark.skipif(
    NGINX is None or not all(map(Path.exists, MODULES)), reason="nginx with brotli is not here"
)


class Got(NamedTuple):
    """A response as it came."""

    status: int
    headers: dict[str, list[str]]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get(name.lower(), []))


class Proxy(NamedTuple):
    """A proxy that compresses."""

    port: int

    def get(self, path: str, **headers: str) -> Got:
        """Ask as a browser; ``_`` stands for ``-`` in the names of headers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=asked)
        answer = connection.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        body = answer.read()
        connection.close()
        return Got(answer.status, found, body)


@pytest.fixture(scope="module")
def proxy(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    home = tmp_path_factory.mktemp("proxy")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (home / "nginx.conf").write_text(
        CONF.format(module=MODULES[0], port=port, app=server.server_port, types=TYPES)
    )
    command = [present(NGINX), "-p", str(home), "-c", "nginx.conf", "-e", "error.log"]
    nginx = subprocess.Popen(command)
    try:
        _await(port)
        yield Proxy(port)
    finally:
        nginx.terminate()
        nginx.wait(20)
        server.shutdown()
        thread.join()
        server.server_close()


def _await(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


@pytest.fixture(autouse=True)
def slug(database: Database) -> str:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_public_report(session, hromada)
        return hromada.slug


@pytest.mark.parametrize("encoding", ["gzip", "br"])
@pytest.mark.parametrize("path", ["/{slug}/", "/account/sign-in", "/{slug}/map.svg"])
def test_what_holds_no_secret_is_compressed(
    proxy: Proxy, slug: str, path: str, encoding: str
) -> None:
    got = proxy.get(path.format(slug=slug), Accept_Encoding=encoding)
    plain = proxy.get(path.format(slug=slug), Accept_Encoding="identity")
    assert got.header("Content-Encoding") == encoding
    assert len(UNPACKED[encoding](got.body)) == len(plain.body)
    assert "Accept-Encoding" in got.header("Vary")
    assert "Accept-Encoding" in plain.header("Vary")


@pytest.mark.parametrize("accepted", ["gzip", "br", "gzip, deflate, br, zstd"])
def test_a_page_with_a_secret_link_is_sent_as_it_is(
    proxy: Proxy, database: Database, accepted: str
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        request_id = expect_sign_in(session, "olena@example.org", next_path="/", now=now)
        token = present(issue_sign_in_token(session, request_id, now))
    got = proxy.get(f"/account/sign-in/{token}", Accept_Encoding=accepted)
    assert (got.status, got.header("Content-Encoding")) == (200, "identity")
    assert token in got.body.decode()
    assert "no-transform" in got.header("Cache-Control")
    assert "no-store" in got.header("Cache-Control")


@pytest.mark.parametrize("accepted", ["gzip", "br", "identity"])
@pytest.mark.parametrize(
    "path", ["map.svg", "clusters.json?bbox=34,47,35,48&zoom=12", "tiles/12/2435/1420.mvt"]
)
def test_what_came_compressed_is_not_sent_again(
    proxy: Proxy, slug: str, path: str, accepted: str
) -> None:
    first = proxy.get(f"/{slug}/{path}", Accept_Encoding=accepted)
    etag = first.header("ETag")
    again = proxy.get(f"/{slug}/{path}", Accept_Encoding=accepted, If_None_Match=etag)
    assert (first.status, again.status, again.body) == (200, 304, b"")
