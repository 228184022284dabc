"""The map in frames of other sites: framed there alone, without cookies."""

import re

from flask import Flask
from flask.testing import FlaskClient

from app.models.places import Hromada
from tests.guardrails.hostile import rules_for, usual_address


def test_other_sites_may_frame_the_map_and_nothing_else(
    app: Flask, client: FlaskClient, town: Hromada
) -> None:
    framed = set()
    for rule in rules_for(app, "GET"):
        if rule.endpoint == "static":
            continue
        answer = client.get(usual_address(rule))
        if "frame-ancestors *" in answer.headers["Content-Security-Policy"]:
            framed.add(rule.endpoint)
            assert "X-Frame-Options" not in answer.headers
        else:
            assert answer.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}, rule.endpoint
    assert framed == {"embedding.frame"}


def test_it_sets_no_cookie_and_heeds_none(client: FlaskClient, town: Hromada) -> None:
    client.set_cookie("lang", "en")
    for query, language in (("", "uk"), ("?lang=en", "en"), ("?lang=uk", "uk")):
        page = client.get(f"/pokrov/embed{query}", headers={"Accept-Language": "en"})
        assert "Set-Cookie" not in page.headers
        assert f'<html lang="{language}"' in page.text
        assert "csrf" not in page.text


def test_its_links_open_outside_of_the_frame(client: FlaskClient, town: Hromada) -> None:
    page = client.get("/pokrov/embed?status=open&lang=uk").text
    for link in re.findall(r"<a [^>]+>", page):
        assert 'target="_blank"' in link
        assert 'rel="noopener"' in link
    assert 'data-query="status=open"' in page
    assert "status=open" in re.findall(r'<a [^>]*href="([^"]+)"', page)[0]


def test_wrong_filters_are_refused_outside_of_frames(client: FlaskClient, town: Hromada) -> None:
    refused = client.get("/pokrov/embed?bbox=x")
    assert refused.status_code == 422
    assert refused.headers["X-Frame-Options"] == "DENY"


def test_the_words_to_copy_are_offered(client: FlaskClient, town: Hromada) -> None:
    page = client.get("/pokrov/contacts").text
    assert "&lt;iframe src=" in page
    assert "/pokrov/embed?lang=uk" in page
