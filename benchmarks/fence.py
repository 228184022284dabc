"""The cost of the fence: CPU of a fenced job against a fresh interpreter; memory of the server.

Two jobs refuse at once: what they cost is the fence, that is a fork, limits, the filter, the way
there and back, and the end. The third reads a file of one polygon.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.adapters.fence import Fence, Refused
from app.fence.protocol import GEOMETRY, PHOTO, Limits
from benchmarks.measure import Target, report_results

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "app" / "fence" / "__main__.py"
JOBS_A_ROUND, ROUNDS, FRESH = 40, 5, 5
OVERHEAD_MS, SHARE_OF_FRESH = 10.0, 0.1
# What a process of its own for every job would have to do first.
FRESH_CODE = "import sys; sys.path.insert(0, {root!r}); import app.fence.preload as p; p.preload()"
SQUARE = {"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 50]]]}
OPTIONS: dict[str, Any] = {"suffix": ".geojson", "asked": [None] * 3, "max_vertices": 100}


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        socket = Path(folder) / "fence.sock"
        command = [sys.executable, "-I", str(PROGRAM), str(socket)]
        with subprocess.Popen(command) as server:  # noqa: S603 - our own program
            try:
                _measure(Fence(socket), server.pid, socket)
            finally:
                server.terminate()


def _measure(fence: Fence, pid: int, socket: Path) -> None:
    while not socket.exists():
        time.sleep(0.05)
    feature = {"type": "Feature", "properties": {"a": 1}, "geometry": SQUARE}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()

    def job(name: str, payload: bytes, limits: Limits) -> None:
        with suppress(Refused):
            fence.run(name, payload, limits=limits, **OPTIONS)

    works: dict[str, Callable[[], None]] = {
        "refused drawing": lambda: job("zone", b"{}", GEOMETRY),
        "smallest file": lambda: job("boundaries", content, GEOMETRY),
        "refused photo": lambda: job("photo", b"none", PHOTO),
    }
    fresh = min(_fresh_ms() for _ in range(FRESH))
    found = {name: _spent_ms(pid, work) for name, work in works.items()}
    for name, (cpu, wall) in found.items():
        print(f"  {name:18} {cpu:6.1f} ms CPU {wall:6.1f} ms wall")
    print(f"  fresh interpreter  {fresh:6.1f} ms CPU, with the same libraries")
    memory = _memory_mb(pid)
    print(f"  server: {memory['Rss']:.0f} MB resident, {memory['Private']:.0f} MB of its own")
    dearest = max(cpu for cpu, _wall in found.values())
    empty = max(cpu for name, (cpu, _wall) in found.items() if name.startswith("refused"))
    targets = [
        Target("CPU of a job refused at once, in 10 ms", empty / OVERHEAD_MS, 1.0),
        Target("CPU of a job to that of a fresh interpreter", dearest / fresh, SHARE_OF_FRESH),
    ]
    report_results("fence", {"jobs": found, "fresh_ms": fresh, "memory_mb": memory}, targets)


def _spent_ms(pid: int, work: Callable[[], None]) -> tuple[float, float]:
    """Return milliseconds a job, client, server and child: CPU and wall of the best round."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        cpu, wall = _server_ms(pid) + time.process_time() * 1000, time.perf_counter()
        for _ in range(JOBS_A_ROUND):
            work()
        spent = _server_ms(pid) + time.process_time() * 1000 - cpu
        rounds.append((spent / JOBS_A_ROUND, (time.perf_counter() - wall) * 1000 / JOBS_A_ROUND))
    return min(rounds)


def _server_ms(pid: int) -> float:
    """Return the CPU time of the server and of the children that it has waited for."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, numbers[11:15])) * 1000 / os.sysconf("SC_CLK_TCK")


def _fresh_ms() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = FRESH_CODE.format(root=str(ROOT))
    subprocess.run([sys.executable, "-I", "-c", code], check=True)  # noqa: S603 - our own code
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def _memory_mb(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kb = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    private = kb["Private_Clean"] + kb["Private_Dirty"]
    return {"Rss": kb["Rss"] / 1024, "Pss": kb["Pss"] / 1024, "Private": private / 1024}


if __name__ == "__main__":
    main()
