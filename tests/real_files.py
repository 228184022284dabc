"""Where real data and collected files lie: beside the checkout, never in it; tests skip without."""

from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[2] / "shared"
REAL_DATA = _BESIDE / "data"
COLLECTED = _BESIDE / "cases" / "files"

needs_collected = pytest.mark.skipif(
    not COLLECTED.is_dir(), reason=f"the collected files are not here: {COLLECTED}"
)
