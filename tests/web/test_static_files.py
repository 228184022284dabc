"""Static files as browsers get them: compressed, forever under their version, of two releases."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from app.factory import STATIC, create_app
from app.services import services_of
from app.static_releases import publish, version_of

SCRIPT = (STATIC / "js" / "page.js").read_bytes()
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files of the release before this one."""
    root = tmp_path_factory.mktemp("last")
    (root / "js").mkdir()
    (root / "js" / "page.js").write_text("export const then = true;\n" * 40)
    (root / "js" / "gone.js").write_text("export const gone = true;\n" * 40)
    return root


@pytest.fixture(scope="module")
def released(
    settings: Settings, last: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The app after a release that followed another."""
    own = replace(settings, var_dir=str(tmp_path_factory.mktemp("released")))
    for root in (last, STATIC):
        publish(root, own.published_static)
    app = create_app(own)
    yield app
    for database in (services_of(app).database, services_of(app).outbox):
        database.close()


@pytest.fixture
def browser(released: Flask) -> FlaskClient:
    return released.test_client()


@pytest.fixture
def address(released: Flask) -> str:
    with released.test_request_context():
        return f"{released.static_url_path}/js/page.js"


def got(client: FlaskClient, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
    """Read the answer to its end and close the file."""
    return client.get(path, headers=headers, buffered=True)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br", "br"),
        ("deflate", None),
        ("", None),
    ],
)
def test_a_browser_gets_the_smallest_variant_it_accepts(
    browser: FlaskClient, address: str, accepted: str, encoding: str | None
) -> None:
    answer = got(browser, address, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    body = UNPACKED[encoding](answer.data) if encoding else answer.data
    assert body == SCRIPT
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.mimetype == "text/javascript"


@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_who_has_a_static_file_already_is_told_so(
    browser: FlaskClient, address: str, accepted: str
) -> None:
    first = got(browser, address, headers={"Accept-Encoding": accepted})
    again = got(
        browser,
        address,
        headers={"Accept-Encoding": accepted, "If-None-Match": first.headers["ETag"]},
    )
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Vary"] == "Accept-Encoding"


def test_pages_ask_for_the_published_release(released: Flask, browser: FlaskClient) -> None:
    assert released.static_url_path == f"/static/{version_of(STATIC)}"
    assert (
        f'href="/static/{version_of(STATIC)}/built/site.css"'
        in got(browser, "/account/sign-in").text
    )


def test_the_last_release_is_served_beside_this_one(browser: FlaskClient, last: Path) -> None:
    before = f"/static/{version_of(last)}/js"
    answer = got(browser, f"{before}/page.js", headers={"Accept-Encoding": "br"})
    assert brotli.decompress(answer.data) == (last / "js" / "page.js").read_bytes()
    assert "immutable" in answer.headers["Cache-Control"]
    assert got(browser, f"{before}/gone.js").status_code == 200
    assert got(browser, f"{before}/report-new.js").status_code == 404
    assert got(browser, "/static/0123456789/js/page.js").status_code == 404


def test_an_address_without_version_is_kept_for_minutes(browser: FlaskClient) -> None:
    answer = got(browser, "/static/js/page.js", headers={"Accept-Encoding": "br"})
    assert answer.data == SCRIPT
    assert answer.headers["Cache-Control"] == "max-age=300, public"


def test_without_a_published_release_the_checkout_is_served(
    app: Flask, client: FlaskClient
) -> None:
    address = f"/static/{version_of(STATIC)}/js/page.js"
    answer = got(client, address, headers={"Accept-Encoding": "br"})
    assert answer.data == SCRIPT
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_publishers_records_are_nobodys(browser: FlaskClient, released: Flask) -> None:
    assert got(browser, f"{released.static_url_path}/.published.json").status_code == 404
