"""What starts does not carry what only others need."""

import subprocess
import sys
from importlib import import_module

import pytest
from click import Context
from flask import Flask

from app.config import Settings
from app.wiring import COMMANDS
from tests.values import present

# Each costs a tenth of a second of every start, or more, and serves commands or one rare page.
NOT_FOR_SERVING = ("alembic", "folium", "branca", "pyogrio", "requests", "rich", "structlog", "rq")


def test_serving_imports_no_tools_of_commands(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("IDENTITY_KEY", settings.identity_key)
    program = "import sys, wsgi; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(answer.stdout.split()).isdisjoint(NOT_FOR_SERVING)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(app: Flask, name: str) -> None:
    found = present(app.cli.get_command(Context(app.cli), name))
    assert found.name == name
    assert found in import_module(COMMANDS[name]).COMMANDS


def test_the_table_has_every_command_of_its_modules() -> None:
    there = {
        command.name for module in COMMANDS.values() for command in import_module(module).COMMANDS
    }
    assert there == set(COMMANDS)


def test_importing_the_program_opens_nothing_that_workers_would_share(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server forks after importing it: a connection or a thread of before would be lost."""
    for name in ("database_url", "redis_url", "secret_key", "identity_key"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))
    program = """
import os, threading, wsgi
print(threading.active_count())
for number in os.listdir("/proc/self/fd"):
    try: print(os.readlink(f"/proc/self/fd/{number}"))
    except FileNotFoundError: pass
"""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    threads, *files = answer.stdout.splitlines()
    assert threads == "1"
    assert not [file for file in files if file.startswith("socket:")]
