"""Storage of photos: originals awaiting re-encoding, and re-encoded sizes to serve."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from app.adapters.room import needing_room

SIZES = ("large", "thumb")

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class PhotoStore(Protocol):
    """Stores photos by random keys. ``size`` is one of SIZES."""

    def keep_incoming(self, key: str, content: bytes) -> None:
        """Store an original; on return it survives a power loss."""

    def incoming(self, key: str) -> bytes | None:
        """Return the original, or None."""

    def drop_incoming(self, key: str) -> None:
        """Delete the original, if there is one."""

    def incoming_before(self, moment: datetime) -> Iterator[str]:
        """Yield the keys of originals stored before ``moment``."""

    def put(self, key: str, size: str, content: bytes) -> None:
        """Store a re-encoded photo durably, replacing an existing one."""

    def open(self, key: str, size: str) -> bytes | None:
        """Return a re-encoded photo, or None."""

    def discard(self, key: str) -> None:
        """Delete the original and every size."""


def new_key() -> str:
    """Return a random, unguessable key for a photo."""
    return token_hex(16)


class PhotoFolder:
    """Stores photos as files readable by this user only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep_incoming(self, key: str, content: bytes) -> None:
        """Store an original; on return it survives a power loss."""
        _write_durably(self._path("incoming", key), content)

    def incoming(self, key: str) -> bytes | None:
        """Return the original, or None."""
        return _content(self._path("incoming", key))

    def drop_incoming(self, key: str) -> None:
        """Delete the original, if there is one."""
        self._path("incoming", key).unlink(missing_ok=True)

    def incoming_before(self, moment: datetime) -> Iterator[str]:
        """Yield the keys of originals stored before ``moment``; delete older half-written ones."""
        for path in (self._root / "incoming").glob("*/*"):
            try:
                kept_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            if kept_at >= moment:
                continue
            if _KEY.fullmatch(path.name):
                yield path.name
            else:
                path.unlink(missing_ok=True)

    def put(self, key: str, size: str, content: bytes) -> None:
        """Store a re-encoded photo durably, replacing an existing one."""
        _write_durably(self._path(_known(size), key), content)

    def open(self, key: str, size: str) -> bytes | None:
        """Return a re-encoded photo, or None."""
        return _content(self._path(_known(size), key))

    def discard(self, key: str) -> None:
        """Delete the original and every size."""
        for part in ("incoming", *SIZES):
            self._path(part, key).unlink(missing_ok=True)

    def _path(self, part: str, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("not the key of a photo")
        return self._root / part / key[:2] / key


class PhotosInMemory:
    """Stores photos in memory, for tests."""

    def __init__(self) -> None:
        self.originals: dict[str, tuple[datetime, bytes]] = {}
        self.sizes: dict[tuple[str, str], bytes] = {}

    def keep_incoming(self, key: str, content: bytes) -> None:
        """Store an original."""
        self.originals[key] = (datetime.now(UTC), content)

    def incoming(self, key: str) -> bytes | None:
        """Return the original, or None."""
        return self.originals.get(key, (None, None))[1]

    def drop_incoming(self, key: str) -> None:
        """Delete the original, if there is one."""
        self.originals.pop(key, None)

    def incoming_before(self, moment: datetime) -> Iterator[str]:
        """Yield the keys of originals stored before ``moment``."""
        yield from [key for key, (kept_at, _) in self.originals.items() if kept_at < moment]

    def put(self, key: str, size: str, content: bytes) -> None:
        """Store a re-encoded photo, replacing an existing one."""
        self.sizes[key, _known(size)] = content

    def open(self, key: str, size: str) -> bytes | None:
        """Return a re-encoded photo, or None."""
        return self.sizes.get((key, _known(size)))

    def discard(self, key: str) -> None:
        """Delete the original and every size."""
        self.drop_incoming(key)
        for size in SIZES:
            self.sizes.pop((key, size), None)


def _known(size: str) -> str:
    if size not in SIZES:
        raise ValueError("not a size of photos")
    return size


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@needing_room()
def _write_durably(path: Path, content: bytes) -> None:
    """Write a temporary file, fsync, rename: a key never names half a photo."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        folder.chmod(0o700)
    partial = path.with_name(f"{path.name}.{token_hex(4)}.part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        sync(folder)


def sync(path: Path) -> None:
    """Write a file, or the names in a folder, to the disk before anything goes on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
