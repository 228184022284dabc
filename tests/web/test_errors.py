"""Errors say what happened and what to do, to people and to programs."""

import re
from collections.abc import Iterator
from typing import NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import errors
from app.domain.errors import WrongState
from app.domain.lifecycle import advance
from app.domain.roles import Role
from app.domain.statuses import Status
from app.texts.statuses import STATUS_LABELS


@pytest.fixture
def broken(app: Flask) -> Iterator[FlaskClient]:
    """The program with one page that fails unforeseen."""

    def fail() -> NoReturn:
        raise RuntimeError("a secret detail")

    app.view_functions["service.metrics"], kept = fail, app.view_functions["service.metrics"]
    testing, app.config["TESTING"] = app.config["TESTING"], False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app.test_client()
    app.view_functions["service.metrics"] = kept
    app.config["TESTING"] = testing
    app.config["PROPAGATE_EXCEPTIONS"] = None


def test_an_unforeseen_error_is_said_without_its_details(broken: FlaskClient) -> None:
    answer = broken.get("/metrics", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "<html" in answer.text


def test_when_even_the_error_page_breaks_there_is_a_last_one(
    broken: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_templates(*_given: object, **_named: object) -> None:
        raise RuntimeError("no templates either")

    monkeypatch.setattr(errors, "render_template", no_templates)
    answer = broken.get("/metrics", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "<html" in answer.text


@pytest.mark.parametrize("path", ["/nowhere/", "/pokrov/reports/1", "/pokrov/тут-нічого"])
def test_what_is_not_there_is_the_same_404_for_people_and_programs(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "lang=" in page.text
    told = client.get(path, headers={"Accept": "application/json"})
    assert told.status_code == 404
    assert told.get_json()["error"]["code"] == "not-found"


@pytest.mark.parametrize("status", Status)
def test_a_refused_step_names_the_status_as_pages_do(app: Flask, status: Status) -> None:
    with pytest.raises(WrongState) as refused:
        advance(status, "no such step", Role.MODERATOR)
    with app.test_request_context("/?lang=uk"):
        assert not re.search("[A-Za-z]", errors.error_text(refused.value))
    with app.test_request_context("/?lang=en"):
        told, named = errors.error_text(refused.value), f"“{STATUS_LABELS[status]}”"
        assert named in told
        # Some labels have the code's word in them: it stands nowhere but there.
        assert status.value not in told.replace(named, "")
