"""Publishes static files for a release: under their version, compressed, beside the last release's.

A page that was opened before an upgrade goes on asking for the files of its own release, so these
stay until the next one.
"""

import fcntl
import filecmp
import json
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

VERSION = re.compile(r"[0-9a-f]{10}")
RECORD = ".published.json"
VARIANTS = {"gzip": ".gz", "br": ".br"}
# 1980-01-01. ETags are made of times, and every machine must give a file the same one.
_TIME = 315_532_800


@dataclass(frozen=True, slots=True)
class TransferSizes:
    """Bytes of all files of a release: as they are, and as either encoding sends them."""

    raw: int
    gzip: int
    br: int


def version_of(root: Path) -> str:
    """Return a hash of the names and contents of all files below ``root``."""
    digests = [(name, _sha256(root / name)) for name in _names(root)]
    return sha256(repr(digests).encode()).hexdigest()[:10]


def releases_in(home: Path) -> list[Path]:
    """Return the folders of published releases, the latest first."""
    if not home.is_dir():
        return []
    found = [path for path in home.iterdir() if VERSION.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def publish(root: Path, home: Path) -> Path:
    """Publish the files below ``root`` as ``home``/VERSION; keep the last release, remove others.

    A release appears all at once, and one that was damaged since is made anew.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _remove(_leftovers(home))
        release = home / version_of(root)
        if not _intact(release):
            _replace(release, _made(root, home))
        os.utime(release)  # the latest, also where an upgrade was taken back
        _remove([*_leftovers(home), *releases_in(home)[2:]])
    return release


def transfer_sizes(release: Path) -> TransferSizes:
    """Return how many bytes the files of ``release`` are, compressed or not."""
    files = [path for path in map(release.joinpath, _names(release)) if not _is_made(path)]
    raw, gzip, br = (
        sum(_smallest(file, suffix).stat().st_size for file in files)
        for suffix in ("", *VARIANTS.values())
    )
    return TransferSizes(raw, gzip, br)


def _made(root: Path, home: Path) -> Path:
    """Write the release into a folder of its own; take what is unchanged from the last one."""
    fresh = home / ".new"
    last = next(filter(_intact, releases_in(home)), None)
    changed = []
    for name in _names(root):
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        if last and _same(root / name, last / name):
            _take_over(last / name, fresh / name)
        else:
            shutil.copyfile(root / name, fresh / name)
            os.utime(fresh / name, (_TIME, _TIME))
            changed.append(fresh / name)
    _compress(changed)
    (fresh / RECORD).write_text(json.dumps(_checksums(fresh), indent=1) + "\n")
    os.utime(fresh / RECORD, (_TIME, _TIME))
    return fresh


def _compress(files: list[Path]) -> None:
    # Brotli is loaded by who publishes, not by who serves.
    from whitenoise.compress import Compressor

    compressor = Compressor(quiet=True)
    worthy = [str(file) for file in files if compressor.should_compress(file.name)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(compressor.compress, worthy))


def _take_over(before: Path, after: Path) -> None:
    for suffix in ("", *VARIANTS.values()):
        variant = before.with_name(before.name + suffix)
        if variant.exists():
            shutil.copy2(variant, after.with_name(after.name + suffix))


def _replace(release: Path, fresh: Path) -> None:
    if release.exists():
        release.rename(release.with_name(".damaged"))
    fresh.rename(release)


def _leftovers(home: Path) -> list[Path]:
    """Return what an interrupted release left."""
    return [path for path in home.iterdir() if path.is_dir() and path.name.startswith(".")]


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder)


def _intact(release: Path) -> bool:
    try:
        return bool(json.loads((release / RECORD).read_text()) == _checksums(release))
    except (OSError, ValueError):
        return False


def _checksums(release: Path) -> dict[str, str]:
    return {name: _sha256(release / name) for name in _names(release) if name != RECORD}


def _same(file: Path, before: Path) -> bool:
    return before.is_file() and filecmp.cmp(file, before, shallow=False)


def _is_made(path: Path) -> bool:
    return path.name == RECORD or path.suffix in VARIANTS.values()


def _smallest(file: Path, suffix: str) -> Path:
    variant = file.with_name(file.name + suffix)
    return variant if variant.exists() else file


def _names(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in _files(root))


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
