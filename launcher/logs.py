"""Keeps logs bounded while their writers hold them open."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from launcher.children import LOG_LIMIT_BYTES
from launcher.places import Place


def trim_logs(place: Place, limit_bytes: int = LOG_LIMIT_BYTES) -> None:
    """Set aside a copy of every long log and empty it: all who write here append.

    Logs stop nothing: where a copy does not fit on the disk, its log is emptied all the same.
    """
    for path in place.logs.glob("*.log"):
        # Another launcher may have set it aside meanwhile.
        with suppress(OSError):
            if path.stat().st_size > limit_bytes:
                _copy(path, path.with_suffix(".log.1"))
                os.truncate(path, 0)


def _copy(log: Path, aside: Path) -> None:
    try:
        shutil.copy(log, aside)
    except OSError:
        aside.unlink(missing_ok=True)
