"""Keeps logs bounded while their writers hold them open."""

import os
import shutil

from launcher.children import LOG_LIMIT_BYTES
from launcher.places import Place


def trim_logs(place: Place, limit_bytes: int = LOG_LIMIT_BYTES) -> None:
    """Set aside a copy of every long log and empty it: all who write here append."""
    for path in place.logs.glob("*.log"):
        if path.stat().st_size > limit_bytes:
            shutil.copy(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)
