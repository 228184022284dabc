"""System packages: looked for by their files, installed by apt when absent."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from launcher.front import nginx_program
from launcher.packages import venv_python
from launcher.postgres import newest_programs
from launcher.redis import redis_program
from launcher.steps import as_root, run_step
from launcher.terminal import TroubleError, say

SCRIPT = Path(__file__).with_name("install.sh")
POLICY = Path("/usr/sbin/policy-rc.d")
DPKG_PATIENCE_S = 600  # an interrupted dpkg leaves a broken system
MARK = "placed by vidkryte-misto"
CYRILLIC_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")

POSTGRES = "postgresql postgresql-postgis postgresql-postgis-scripts"
FOR_DATABASE: dict[str, Callable[[], bool]] = {POSTGRES: lambda: newest_programs() is not None}
FOR_REDIS: dict[str, Callable[[], bool]] = {"redis-server": lambda: redis_program() is not None}
FRONT = "nginx libnginx-mod-http-brotli-filter libnginx-mod-http-brotli-static"
FOR_FRONT: dict[str, Callable[[], bool]] = {FRONT: lambda: nginx_program() is not None}
FOR_PYTHON: dict[str, Callable[[], bool]] = {"python3-venv": lambda: _has("ensurepip")}
FOR_TESTS: dict[str, Callable[[], bool]] = {
    "chromium": lambda: chromium() is not None,
    "fonts-dejavu-core": CYRILLIC_FONT.exists,
}


def install_system(settings: Mapping[str, str], log: Path, *, tests: bool = False) -> None:
    """Install what is missing for a city with ``settings``; ask nothing if all is there."""
    wanted = {} if venv_python(log.parent.parent).exists() else dict(FOR_PYTHON)
    wanted |= FOR_DATABASE if tests or not settings.get("DATABASE_URL") else {}
    wanted |= FOR_REDIS if tests or not settings.get("REDIS_URL") else {}
    wanted |= FOR_TESTS if tests else {}
    missing, front = _missing(wanted), _missing(FOR_FRONT)
    if front and _installed_front(missing + front, log):
        missing = []
    if missing:
        _install(missing, log)
    if missing or front:
        importlib.invalidate_caches()
        if still := _missing(wanted):
            raise TroubleError(f"Still missing after installing: {' '.join(still)}", f"See {log}")
    elif POLICY.exists() and MARK in POLICY.read_text(errors="replace"):
        run_step("Tidying after an interrupted set-up", [*as_root(), "sh", str(SCRIPT)], log=log)


def chromium() -> str | None:
    """Return the browser that the journeys drive."""
    return shutil.which("chromium", path="/usr/bin:/usr/local/bin:/snap/bin")


def _install(packages: list[str], log: Path) -> None:
    if shutil.which("apt-get") is None:
        raise TroubleError(
            f"Missing: {', '.join(packages)}, and this system has no apt.",
            "Install their like by hand, or set DATABASE_URL and REDIS_URL to servers elsewhere.",
        )
    say(f"Missing system packages: {' '.join(packages)}")
    root = as_root()
    if root:
        say("Installing them takes sudo, which may ask for your password.")
        subprocess.run([*root, "true"], check=False)
    command = [*root, "sh", str(SCRIPT), *packages]
    title = "Installing system packages"
    run_step(title, command, log=log, env=_environment(), patience_s=DPKG_PATIENCE_S)


def _installed_front(packages: list[str], log: Path) -> bool:
    """Install ``packages``, the front's among them; pages are served without one too."""
    try:
        _install(packages, log)
    except TroubleError:
        return False
    return True


def _environment() -> dict[str, str]:
    home = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return dict(os.environ) | {"PATH": home}


def _missing(wanted: Mapping[str, Callable[[], bool]]) -> list[str]:
    return [name for names, there in wanted.items() if not there() for name in names.split()]


def _has(module: str) -> bool:
    if importlib.util.find_spec(module) is not None:
        return True
    if not sys.executable.startswith("/usr/bin/"):
        raise TroubleError(
            f"{sys.executable} lacks {module}, so it cannot make an environment.",
            "Start ./run with Debian's own Python: /usr/bin/python3 run",
        )
    return False
