"""Third-party files for browsers: from locked npm packages to static/vendor, checked each time."""

import hashlib
import json
import shutil
from pathlib import Path

from launcher.node import LOCKS, lock_mark, npm_ci
from launcher.places import CHECKOUT

VENDOR = CHECKOUT / "static" / "vendor"

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
}


def install_frontend(var: Path, log: Path, vendor: Path = VENDOR) -> None:
    """Copy ``FILES`` to ``vendor``, unless the same files are there already."""
    wanted = lock_mark()
    if intact(vendor, wanted):
        return
    work = var / "npm"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        for lock in LOCKS:
            shutil.copy(lock, work)
        npm_ci(work, log, "Installing front-end packages")
        _copy(work / "node_modules", vendor)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    (vendor / "checksums.json").write_text(json.dumps(_record(vendor, wanted), indent=1) + "\n")


def intact(vendor: Path, lock_mark: str) -> bool:
    """Return whether ``vendor`` was filled from this lock file and is unchanged since."""
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


def _pairs() -> list[tuple[str, str]]:
    return [(package, file) for package, files in FILES.items() for file in files]


def _root(file: str) -> str:
    return "dist" if file.startswith("dist/") else "."


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
