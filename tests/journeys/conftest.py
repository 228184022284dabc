"""A running city and real browsers. Nothing beyond this machine may be asked for anything."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Cookie, Page, sync_playwright
from sqlalchemy import create_engine, text

from app.config import Settings
from app.migrate import upgrade
from tests.conftest import _admin_url, url_of
from tests.journeys.browsers import CHROMIUM, FLAGS, OpenPage, opening

T = TypeVar("T")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def city(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["City"]:
    """The program with its demo hromada, served by the real server on a port of its own."""
    name = f"vidkryte_city_{os.getpid()}_{worker_id}"
    admin = create_engine(_admin_url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(
            text(f"CREATE DATABASE {name} TEMPLATE vidkryte_template OWNER vidkryte_owner")
        )
    upgrade(url_of(name, "vidkryte_owner"))
    # Two cities must not take each other's jobs.
    redis_db = 8 + int(worker_id.removeprefix("gw")) % 8 if worker_id.startswith("gw") else 7
    city = City(name, tmp_path_factory.mktemp("city"), redis_db=redis_db)
    try:
        city.flask("seed")
        city.start()
        yield city
    finally:
        city.stop()
        with admin.connect() as conn:
            conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


class City:
    """The processes of one installation."""

    def __init__(self, database: str, var: Path, *, redis_db: int) -> None:
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
            rate_limits="off",
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

    def start(self) -> None:
        """Start web, relay and workers; return when pages are served."""
        granian = Path(sys.executable).with_name("granian")
        flask = Path(sys.executable).with_name("flask")
        self._begin(
            [granian, "--interface", "wsgi", "--port", str(self.port), "--no-ws", "wsgi:app"]
        )
        for process in (["relay"], ["worker", "mail"], ["worker", "photos"]):
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: ./run test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def opened(browser: Browser, city: City) -> Iterator[OpenPage]:
    """Opens pages of one's own cookies."""
    with opening(browser, city.url) as open_page:
        yield open_page


@pytest.fixture
def phone(opened: Callable[..., Page]) -> Page:
    return opened(**PHONE)


@pytest.fixture
def desktop(opened: Callable[..., Page]) -> Page:
    return opened(**DESKTOP)


def signed_in(page: Page, city: City, email: str) -> Page:
    """Sign the page's person in: by a link and the button on it, later as a browser stays so."""
    if email not in city.cookies:
        page.goto(city.sign_in_link(email))
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()
        city.cookies[email] = page.context.cookies()
    page.context.add_cookies(city.cookies[email])  # type: ignore[arg-type]  # two types of Playwright
    return page
