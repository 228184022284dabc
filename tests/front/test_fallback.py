import os
import subprocess
import sys
from pathlib import Path

import pytest

import launcher.web
from launcher.places import place_for
from launcher.web import web_programs
from tests.city import free_port, until
from tests.front.asking import ask
from tests.front.conftest import ROOT, answers

COMMANDS = {"web": ("gunicorn",), "front": ("nginx",)}


def test_without_nginx_waitress_serves_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher.web, "nginx_program", lambda: None)
    port = free_port()
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "TRUSTED_PROXIES": "0"}
    with web_programs(place_for(tmp_path / "var"), settings, COMMANDS) as programs:
        [web] = programs
    assert "waitress serves alone" in capsys.readouterr().out
    command = [
        str(Path(sys.executable).with_name(web.argv[0])),
        *web.argv[1:-1],
        "tests.front.echo:app",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)
    try:
        until(lambda: answers(port), 60)
        # The app judges by TRUSTED_PROXIES what was said on the way.
        seen = ask(port, "/", headers={"X-Forwarded-For": "203.0.113.7"}).json
        assert seen["HTTP_X_FORWARDED_FOR"] == "203.0.113.7"
        assert seen["TRUSTED"] == "0"
    finally:
        process.terminate()
        process.wait(30)
