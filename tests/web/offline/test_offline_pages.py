"""What lets a phone install the map and open it without a network."""

import re

import pytest
from flask.testing import FlaskClient

from app.models.places import Hromada

KEEP = "X-Keep"


def test_the_manifest_names_the_hromada_and_has_icons_that_are_there(
    client: FlaskClient, town: Hromada
) -> None:
    manifest = client.get("/pokrov/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    told = manifest.get_json()
    assert told["start_url"] == "/pokrov/"
    assert told["scope"] == "/"
    assert town.name_uk in told["name"]
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    for icon in told["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.data.startswith(b"\x89PNG")


@pytest.mark.usefixtures("town")
def test_every_page_has_its_manifest(client: FlaskClient) -> None:
    for path, manifest in (("/help", "/manifest"), ("/pokrov/list", "/pokrov/manifest")):
        assert f'rel="manifest" href="{manifest}.webmanifest"' in client.get(path).text
    assert client.get("/manifest.webmanifest").get_json()["start_url"] == "/"


def test_the_worker_is_this_releases_and_may_reach_this_site_alone(client: FlaskClient) -> None:
    worker = client.get("/service-worker.js")
    assert worker.mimetype == "text/javascript"
    script = re.search(r'import "(/static/[^"]+)"', worker.text)
    assert script
    with client.get(script.group(1)) as code:
        assert code.status_code == 200
    assert "connect-src 'self'" in worker.headers["Content-Security-Policy"]
    assert "no-cache" in worker.headers["Cache-Control"]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "path", ["/offline", "/pokrov/", "/pokrov/list", "/pokrov/reports/new", "/pokrov/saved"]
)
def test_what_everybody_sees_may_be_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers[KEEP] == "everybody"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("path", ["/pokrov/about", "/pokrov/?status=open", "/account/sign-in", "/"])
def test_nothing_else_is_kept(client: FlaskClient, path: str) -> None:
    assert KEEP not in client.get(path).headers
