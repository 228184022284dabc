"""Every route names who may use it; every page is of one hromada; every setting is documented."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.config import Settings
from app.domain.roles import RIGHTS, Permission, Role
from app.jobs.delivery.queues import JOBS, WORKERS
from app.web.urls import INDEXED
from launcher.settings import DEFAULTS
from tests.guardrails.refusal_words import words_in
from tests.guardrails.refusal_words import words_of as refusals_in
from tests.values import present
from tests.web.public_outputs import permission_of

ROOT = Path(__file__).parents[2]


def _routes(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_names_its_permission(app: Flask) -> None:
    unguarded = [
        rule.rule
        for rule in _routes(app)
        if not isinstance(
            getattr(app.view_functions[rule.endpoint], "permission", None), Permission
        )
    ]
    assert unguarded == []


def test_what_needs_a_role_is_refused_to_strangers(client: FlaskClient, app: Flask) -> None:
    """Every route whose permission is not everyone's answers a stranger with a sign-in or a 404."""
    closed = [
        rule
        for rule in _routes(app)
        if Role.ANONYMOUS not in RIGHTS[permission_of(app, rule.endpoint)]
    ]
    assert closed
    for rule in closed:
        values = dict.fromkeys(rule.arguments, "1") | {"slug": "nowhere"}
        path = rule.rule
        for name, value in values.items():
            path = re.sub(rf"<(?:[a-z]+(?:\([^)]*\))?:)?{name}>", value, path)
        verb = "GET" if "GET" in present(rule.methods) else "POST"
        response = client.open(path, method=verb, json={} if verb == "POST" else None)
        assert response.status_code in {302, 401, 404}, (verb, path, response.status_code)


def test_settings_and_their_example_are_the_same() -> None:
    example = (ROOT / ".env.example").read_text()
    listed = sorted(re.findall(r"^#?\s?([A-Z_]+)=", example, re.MULTILINE))
    assert listed == sorted({f.name.upper() for f in fields(Settings)} | _settings_of_launcher())


def _settings_of_launcher() -> set[str]:
    """What the launcher takes from its settings by name; PATH is no setting of ours."""
    asked = re.compile(r'\bsettings(?:\[|\.get\()"([A-Z_]+)"')
    sources = [path.read_text() for path in (ROOT / "launcher").glob("*.py")]
    return {*DEFAULTS, *(name for words in sources for name in asked.findall(words))} - {"PATH"}


def test_the_launchers_settings_are_found() -> None:
    assert {"HOST", "PORT", "VAR_DIR", "DATABASE_URL", "REDIS_URL"} <= _settings_of_launcher()


def test_every_setting_says_what_it_is_for() -> None:
    assert all(f.metadata.get("help") for f in fields(Settings))


def test_the_pages_that_search_engines_list_exist(app: Flask) -> None:
    assert sorted(INDEXED - app.view_functions.keys()) == []


@pytest.mark.parametrize(
    "endpoint", ["people.grant", "people.remind", "bodies.invite", "opening.send_letter"]
)
def test_letters_that_staff_ask_for_are_counted(app: Flask, endpoint: str) -> None:
    assert "allowance" in vars(app.view_functions[endpoint])


def test_every_queue_has_a_worker() -> None:
    procfile = (ROOT / "Procfile").read_text()
    started = re.findall(r"worker (\S+)$", procfile, re.MULTILINE)
    assert sorted(queue for name in started for queue in WORKERS[name]) == sorted(JOBS)


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.*")), ids=lambda p: p.name
)
def test_templates_compile_without_inline_style_or_script(app: Flask, template: Path) -> None:
    words = template.read_text(encoding="utf-8")
    app.jinja_env.get_template(str(template.relative_to(ROOT / "templates")))
    if "mail" in template.parts:
        return  # letters have no scripts, and mail programs read only inline styles
    assert not re.search(r"\sstyle\s*=", words), "styles belong to the style sheet"
    assert not re.search(r"\son\w+\s*=\s*[\"']", words), "listeners belong to modules"
    for tag in re.findall(r"<script\b[^>]*>", words):
        assert "src=" in tag or 'type="application/json"' in tag or "nonce=" in tag, tag


def test_every_message_has_its_translation(app: Flask) -> None:
    """English is what the code says; every Ukrainian catalogue is complete."""
    from babel.messages.pofile import read_po

    catalogues = sorted((ROOT / "translations" / "uk" / "LC_MESSAGES").glob("*.po"))
    assert catalogues
    for file in catalogues:
        with file.open("rb") as handle:
            catalogue = read_po(handle)
        for message in catalogue:
            if message.id:
                parts = message.string if isinstance(message.string, tuple) else (message.string,)
                assert all(parts), f"{file.name}: {message.id!r}"
                assert not message.fuzzy, f"{file.name}: {message.id!r}"


def test_every_word_for_people_is_in_a_catalogue() -> None:
    """What gettext is asked for in templates and code stands in some Ukrainian catalogue."""
    from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
    from babel.messages.pofile import read_po

    known = set()
    for file in (ROOT / "translations" / "uk" / "LC_MESSAGES").glob("*.po"):
        with file.open("rb") as handle:
            for message in read_po(handle):
                known.add(message.id[0] if isinstance(message.id, tuple) else message.id)
    keywords = DEFAULT_KEYWORDS | {"msg": None, "Message": None, "on": (2,), "refuse": (2,)}
    asked = set()
    for folder in ("app", "gis", "templates"):
        methods = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
        for row in extract_from_dir(str(ROOT / folder), method_map=methods, keywords=keywords):
            # The command line speaks English.
            if not row[0].startswith("cli/"):
                asked.add(row[2][0] if isinstance(row[2], tuple) else row[2])
    asked |= {words for words, file in refusals_in(ROOT / "app") if not file.startswith("cli/")}
    assert sorted(asked - known) == []


@pytest.mark.parametrize(
    "code",
    [
        'raise Rejected("What", limit=3)',
        'raise Rejected("Check", fields={"name": "What"})',
        'raise Rejected.on("name", "What")',
        'message = "What"\nraise Rejected(message, fields={"name": message})',
        'faults["name"] = "What"\nraise Rejected("Check", fields=faults)',
        'faults = dict.fromkeys(("a", "b"), "What")\nraise Rejected("Check", fields=faults)',
        'raise Rejected("Check", fields={"name": "Other" if short else "What" % {"n": 1}})',
        'def no(words):\n  return Rejected(words, fields={"name": words})\nraise no("What")',
        'def words():\n  return "What"\nraise Rejected("Check", fields={"name": words()})',
    ],
)
def test_the_words_of_a_refusal_are_found(code: str) -> None:
    assert "What" in words_in(ast.parse(code))
