"""Storage of files to import, outside whatever is served; each is deleted after some days."""

import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PureWindowsPath
from secrets import token_hex

from app.adapters.room import needing_room
from app.adapters.storage import sync

_KEY = re.compile(r"[0-9a-f]{32}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST_NAME_BYTES = 150
_FILE, _REFUSED = "file", "refused.csv"


class UploadFolder:
    """Keeps each file under its own name in a folder of a random key, for this user only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, name: str, save: Callable[[Path], object]) -> str:
        """Store a file and return its key; on return it survives a power loss.

        ``save`` writes the file to the path that it is given. Of one that could not be written
        nothing stays; raises NoRoom where the disk is full.
        """
        key = token_hex(16)
        try:
            with needing_room():
                self._write(self._root / key, safe_name(name), save)
        except BaseException:
            self.discard(key)
            raise
        return key

    def _write(self, folder: Path, name: str, save: Callable[[Path], object]) -> None:
        (folder / _FILE).mkdir(parents=True, mode=0o700)
        self._root.chmod(0o700)
        folder.chmod(0o700)
        path = folder / _FILE / name
        save(path)
        for each in (path, path.parent, folder, self._root):
            sync(each)

    def path(self, key: str) -> Path | None:
        """Return the file, or None if it is deleted."""
        folder = self._folder(key) / _FILE
        return next(folder.iterdir(), None) if folder.is_dir() else None

    def refused_path(self, key: str) -> Path:
        """Return where the refused rows of the file are, or are to be written."""
        return self._folder(key) / _REFUSED

    def discard(self, key: str) -> None:
        """Delete the file and what was made of it."""
        shutil.rmtree(self._folder(key), ignore_errors=True)

    def sweep(self, before: datetime) -> int:
        """Delete every file stored before a moment; return how many."""
        if not self._root.is_dir():
            return 0
        old = [
            folder.name
            for folder in self._root.iterdir()
            if _KEY.fullmatch(folder.name) and _stored_at(folder) < before.timestamp()
        ]
        for key in old:
            self.discard(key)
        return len(old)

    def _folder(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("not the key of an upload")
        return self._root / key


def safe_name(name: str) -> str:
    """Return the last part of a file's name, without signs that folders and systems mean."""
    bare = _UNSAFE.sub("", PureWindowsPath(name).name).strip(" .") or "file"
    stem, dot, suffix = bare.rpartition(".")
    if len(bare.encode()) <= _LONGEST_NAME_BYTES:
        return bare
    room = _LONGEST_NAME_BYTES - len(suffix.encode()[:20]) - 1
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{suffix[:20]}"


def _stored_at(folder: Path) -> float:
    """Return when the file was stored: what is written later beside it does not prolong it."""
    try:
        return (folder / _FILE).stat().st_mtime
    except FileNotFoundError:
        return 0.0
