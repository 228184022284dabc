"""Where photos are kept: originals that wait to be re-encoded, and what may be shown."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Protocol

SIZES = ("large", "thumb")

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class PhotoStore(Protocol):
    """Keeps photos by random keys. ``size`` is one of SIZES."""

    def keep_incoming(self, key: str, content: bytes) -> None:
        """Keep an original; when this returns, it survives a loss of power."""

    def incoming(self, key: str) -> bytes | None:
        """Return the original, or None if there is none."""

    def drop_incoming(self, key: str) -> None:
        """Delete the original; nothing happens if there is none."""

    def incoming_before(self, moment: datetime) -> Iterator[str]:
        """Name the originals kept before ``moment``."""

    def put(self, key: str, size: str, content: bytes) -> None:
        """Keep a re-encoded photo, durably; a second time it is replaced."""

    def open(self, key: str, size: str) -> bytes | None:
        """Return a re-encoded photo, or None if there is none."""

    def discard(self, key: str) -> None:
        """Delete the original and every size."""


def new_key() -> str:
    """Return a random name for a photo: nobody can guess it."""
    return token_hex(16)


class PhotoFolder:
    """Keeps photos as files that only this user can read."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep_incoming(self, key: str, content: bytes) -> None:
        """Keep an original; when this returns, it survives a loss of power."""
        _write_durably(self._path("incoming", key), content)

    def incoming(self, key: str) -> bytes | None:
        """Return the original, or None if there is none."""
        return _content(self._path("incoming", key))

    def drop_incoming(self, key: str) -> None:
        """Delete the original; nothing happens if there is none."""
        self._path("incoming", key).unlink(missing_ok=True)

    def incoming_before(self, moment: datetime) -> Iterator[str]:
        """Name the originals kept before ``moment``, and half-written ones by the way."""
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
        """Keep a re-encoded photo, durably; a second time it is replaced."""
        _write_durably(self._path(_known(size), key), content)

    def open(self, key: str, size: str) -> bytes | None:
        """Return a re-encoded photo, or None if there is none."""
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
    """Keeps photos for the length of a test."""

    def __init__(self) -> None:
        self.originals: dict[str, tuple[datetime, bytes]] = {}
        self.sizes: dict[tuple[str, str], bytes] = {}

    def keep_incoming(self, key: str, content: bytes) -> None:
        """Keep an original."""
        self.originals[key] = (datetime.now(UTC), content)

    def incoming(self, key: str) -> bytes | None:
        """Return the original, or None if there is none."""
        return self.originals.get(key, (None, None))[1]

    def drop_incoming(self, key: str) -> None:
        """Delete the original; nothing happens if there is none."""
        self.originals.pop(key, None)

    def incoming_before(self, moment: datetime) -> Iterator[str]:
        """Name the originals kept before ``moment``."""
        yield from [key for key, (kept_at, _) in self.originals.items() if kept_at < moment]

    def put(self, key: str, size: str, content: bytes) -> None:
        """Keep a re-encoded photo; a second time it is replaced."""
        self.sizes[key, _known(size)] = content

    def open(self, key: str, size: str) -> bytes | None:
        """Return a re-encoded photo, or None if there is none."""
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


def _write_durably(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, rename: there is never half a photo under its key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        folder.chmod(0o700)
    draft = path.with_name(f"{path.name}.{token_hex(4)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
