"""The real front before a program that says what reached it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.city import free_port, until
from tests.front.asking import ask

ROOT = Path(__file__).parents[2]
Serve = Callable[..., int]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serves the echo with settings, once for each of them; returns the port."""
    with _servers(tmp_path_factory) as serving:
        yield serving


@contextmanager
def _servers(folders: pytest.TempPathFactory) -> Iterator[Serve]:
    running: dict[tuple[tuple[str, str], ...], tuple[int, subprocess.Popen[bytes]]] = {}

    def serving(**settings: str) -> int:
        key = tuple(sorted(settings.items()))
        if key not in running:
            running[key] = _start(folders.mktemp("front"), settings)
        return running[key][0]

    try:
        yield serving
    finally:
        for _, process in running.values():
            process.terminate()
        for _, process in running.values():
            process.wait(30)


def _start(var: Path, settings: dict[str, str]) -> tuple[int, subprocess.Popen[bytes]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher.web", "tests.front.echo:app", str(port)],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(var), "HOST": "127.0.0.1"} | settings,
    )
    until(lambda: answers(port), 60)
    return port, process


def answers(port: int) -> bool:
    """Return whether somebody answers at the port."""
    try:
        return ask(port, "/").status == 200
    except OSError:
        return False


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that the account of nginx's workers may enter; pytest's are the tester's alone."""
    folder = Path(mkdtemp(prefix="vm-front-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def echo(serve: Serve) -> int:
    """The port of a front that nothing stands before."""
    return serve()
