"""Files read as the city reads them: inside the fence of this process."""

from datetime import datetime
from pathlib import Path
from typing import Any

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.fence.protocol import OPERATOR
from app.operations.importing.files.sources import ImportChoices, Job
from gis.files.features import NO_OPTIONS, ReadOptions

FENCE = Fence()
FILES = FencedFiles(FENCE, OPERATOR)


def a_job(path: Path, now: datetime, asked: ReadOptions = NO_OPTIONS, **choices: Any) -> Job:
    return Job(path, now, asked=asked, reader=FILES, choices=ImportChoices(**choices))
