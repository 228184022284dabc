"""What the fence and its clients say to each other: a request, then bytes and a verdict.

A client connects, sends one JSON request with the payload's file descriptor, and reads until the
end: everything but the last byte is the job's output, the last byte is the verdict.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# Above the longest request: options are short, the payload is a descriptor.
MAX_REQUEST_BYTES = 64 * 1024

# The most of a photo that is decoded.
MAX_PIXELS = 50_000_000

DONE = b"0"
# The output is the reason, as JSON.
REFUSED = b"1"
# The limits of time or memory were reached, or a library crashed.
TOO_HEAVY = b"2"
# It did not get to run, for want of a free place or of processor time.
NOT_NOW = b"3"
# The job raised what it should not have; the output is the traceback.
FAILED = b"4"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a job: address space, processor time, and time until the answer.

    ``opens_files`` lets a library open the operator's own file and temporary ones, ``threads``
    lets it start threads: the decoder of HEIC cannot do without.
    """

    memory_mb: int
    cpu_s: int
    wall_s: float
    opens_files: bool = False
    threads: bool = False


# The answer comes within six seconds, also from a full queue.
GEOMETRY = Limits(memory_mb=1024, cpu_s=5, wall_s=5.0)
# Several copies of the largest accepted photo; the worker waits for a machine too busy to run it.
PHOTO = Limits(memory_mb=1536, cpu_s=20, wall_s=60, threads=True)
# Nobody waits for a card but the program of a messenger.
CARD = Limits(memory_mb=1024, cpu_s=5, wall_s=8.0)
# Files of operators, on the command line: large ones are usual, and nobody waits for a page.
OPERATOR = Limits(memory_mb=4096, cpu_s=600, wall_s=900)
# An extract that fits into memory: its reader opens nothing. One that does not is an operator's.
SMALL_EXTRACT = Limits(memory_mb=4096, cpu_s=600, wall_s=1200)
EXTRACT = Limits(memory_mb=8192, cpu_s=3600, wall_s=7200, opens_files=True)


@dataclass(frozen=True, slots=True)
class Request:
    """A job by name, its options (JSON values) and its limits."""

    job: str
    options: Mapping[str, Any]
    limits: Limits

    def encode(self) -> bytes:
        """Return the request as one message."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, message: bytes) -> "Request":
        """Return the request that was encoded; raise ValueError, TypeError or KeyError."""
        parts = json.loads(message)
        return cls(parts["job"], parts["options"], Limits(**parts["limits"]))
