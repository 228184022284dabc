"""CPU time of a database session, percentiles, and the output of results."""

import json
import os
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

VAR = Path(os.environ.get("VAR_DIR", "var"))


@dataclass(slots=True)
class Session:
    """A database session and the CPU time of its server process, which runs on this machine."""

    conn: Connection
    pid: int = field(init=False)

    def __post_init__(self) -> None:
        self.pid = self.conn.scalar(text("SELECT pg_backend_pid()")) or 0
        self.conn.commit()

    def cpu_ms(self, work: Callable[[], object]) -> float:
        """Return the milliseconds of CPU that the session's server spends on the work."""
        before = self._spent_ns()
        work()
        return (self._spent_ns() - before) / 1e6

    def _spent_ns(self) -> int:
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0])


@dataclass(frozen=True, slots=True)
class Spread:
    """The median and the 95th percentile of measurements."""

    p50: float
    p95: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        """Summarise the measurements; there must be at least one."""
        ordered = sorted(values)
        last = len(ordered) - 1
        return cls(ordered[last // 2], ordered[round(last * 0.95)], len(ordered))

    def __str__(self) -> str:
        return f"{self.p50:9.2f} {self.p95:9.2f}"


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio to reach, and the measured one."""

    name: str
    ratio: float
    at_most: float

    @property
    def reached(self) -> bool:
        """Return whether the target was reached."""
        return self.ratio <= self.at_most

    def __str__(self) -> str:
        word = "reached" if self.reached else "NOT REACHED"
        return f"  {self.name}: {self.ratio:.3f} (at most {self.at_most:g}) {word}"


def report_results(name: str, found: dict[str, Any], targets: list[Target]) -> None:
    """Print the targets and write everything to var/bench/NAME.json."""
    for target in targets:
        print(target)
    folder = VAR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    results = found | {
        "machine": {"cpus": os.cpu_count(), "load": os.getloadavg(), "system": platform.platform()},
        "marks": [
            {"name": m.name, "ratio": m.ratio, "at_most": m.at_most, "reached": m.reached}
            for m in targets
        ],
    }
    path = folder / f"{name}.json"
    path.write_text(
        json.dumps(results, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
    )
    print(f"  written: {path}")
