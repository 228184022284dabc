"""A running city: its processes, on a port, a database and files of its own."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Cookie
from sqlalchemy import create_engine, text

from app.config import Settings
from app.migrate import upgrade
from tests.conftest import _admin_url, url_of

T = TypeVar("T")

ROOT = Path(__file__).parents[1]
PROCESSES = (("relay",), ("worker", "mail"), ("worker", "photos"), ("worker", "imports"))


@contextmanager
def founded(name: str, var: Path, *, redis_db: int, rate_limits: str = "off") -> Iterator["City"]:
    """Yield a city without any hromada, not started; it is taken down at the end."""
    admin = create_engine(_admin_url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(
            text(f"CREATE DATABASE {name} TEMPLATE vidkryte_template OWNER vidkryte_owner")
        )
    upgrade(url_of(name, "vidkryte_owner"))
    city = City(name, var, redis_db=redis_db, rate_limits=rate_limits)
    try:
        yield city
    finally:
        city.stop()
        with admin.connect() as conn:
            conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


class City:
    """The processes of one installation."""

    def __init__(self, database: str, var: Path, *, redis_db: int, rate_limits: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = Settings(
            database_url=url_of(database, "vidkryte_login"),
            database_owner_url=url_of(database, "vidkryte_owner"),
            redis_url=f"{os.environ['REDIS_URL'].partition('?')[0]}?db={redis_db}",
            secret_key="only-for-tests",  # noqa: S106 - it guards nothing
            identity_key="also-only-for-tests",
            base_url=self.url,
            port=str(self.port),
            var_dir=str(var),
            rate_limits=rate_limits,
        )
        self.var = var
        self.cookies: dict[str, list[Cookie]] = {}
        self.environment = os.environ | {
            name.upper(): value for name, value in asdict(self.settings).items() if value
        }
        self._processes: list[subprocess.Popen[bytes]] = []

    def flask(self, *words: str) -> str:
        """Run a command of the program and return what it printed."""
        done = subprocess.run(
            [Path(sys.executable).with_name("flask"), "--app", "wsgi", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *processes: tuple[str, ...]) -> None:
        """Start what serves pages, and ``processes``; return when pages are served."""
        flask = Path(sys.executable).with_name("flask")
        self._begin([sys.executable, "-m", "launcher.web"])
        for process in processes:
            self._begin([flask, "--app", "wsgi", *process])
        until(self._answers, 180)

    def _begin(self, command: list[str | Path]) -> None:
        with (self.var / f"{Path(command[0]).name}-{len(self._processes)}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
                )
            )

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 - our own
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        """Stop what was started."""
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def sign_in_link(self, email: str) -> str:
        """Return a link that signs this person in."""
        said = self.flask("accounts", "sign-in-link", email)
        found = re.search(r"http\S+", said)
        assert found, said
        return found.group()

    def letters(self) -> list[Path]:
        """Return the letters sent so far, oldest first."""
        return sorted((self.var / "mail").glob("*.eml"), key=lambda p: p.stat().st_mtime)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], T | None], seconds: float = 20) -> T:
    """Return what ``holds`` returns as soon as it is true; fail when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.2)
    pytest.fail(f"did not come about within {seconds} s: {holds}")
