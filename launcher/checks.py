"""Static checks of the code: each a process, run one after the other."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher.children import Child, Program, log_file, start, stop
from launcher.node import node
from launcher.places import CHECKOUT, Place
from launcher.settings import var_commands
from launcher.terminal import say

# Below the tests, which have the machine first.
NICE = ("nice", "-n", "10")
TICK_S = 0.2
MOST_OUTPUT = 20_000


@dataclass(frozen=True, slots=True)
class Check:
    """A command that exits with 0 where it finds nothing."""

    name: str
    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a check, and its output."""

    name: str
    passed: bool
    output: str
    seconds: float


@dataclass(slots=True)
class Lane:
    """Checks run one after the other; call ``advance`` periodically."""

    waiting: list[Check]
    place: Place
    environment: Mapping[str, str]
    outcomes: list[Outcome] = field(default_factory=list)
    running: Child | None = None
    began: float = 0.0

    def advance(self) -> bool:
        """Record what has ended, start the next, and return whether all have ended."""
        if self.running and self.running.process.poll() is not None:
            self._note(self.running)
        if self.running is None and self.waiting:
            check = self.waiting.pop(0)
            program = Program(check.name, (*NICE, *check.argv), self.environment, CHECKOUT)
            self.began = time.monotonic()
            self.running = start(program, self.place)
        return self.running is None

    def finish(self) -> None:
        """Wait until all have ended."""
        while not self.advance():
            time.sleep(TICK_S)

    def stop(self) -> None:
        """Stop the running check with everything it started."""
        if self.running:
            stop(self.running)

    def _note(self, child: Child) -> None:
        stop(child)  # whatever it left behind
        self.running = None
        name = child.program.name
        output = log_file(self.place, name).read_text(errors="replace")[-MOST_OUTPUT:]
        seconds = time.monotonic() - self.began
        self.outcomes.append(Outcome(name, child.process.returncode == 0, output, seconds))


def lane_of(checks: list[Check], place: Place, environment: Mapping[str, str]) -> Lane:
    """Return a lane of ``checks``; their output has no colours."""
    return Lane(list(checks), place, {**environment, "NO_COLOR": "1", "CI": "1"})


def all_checks(var: Path) -> list[Check]:
    """Return every check, the quick ones first; their caches are in ``var``."""
    commands, kept, scripts = var_commands(var), var / "checks", CHECKOUT / "node_modules"
    kept.mkdir(exist_ok=True)
    ruff, run_node = str(commands / "ruff"), str(node(var))
    cache = f"--cache-dir={kept / 'ruff'}"
    tests = sorted(str(path) for path in (CHECKOUT / "tests" / "js").glob("*.test.js"))
    imports = str(commands / "lint-imports")
    return [
        Check("ruff-check", (ruff, "check", cache, ".")),
        Check("ruff-format", (ruff, "format", "--check", cache, ".")),
        Check("tsc", (run_node, str(scripts / "typescript" / "bin" / "tsc"), "--project", ".")),
        Check("eslint", (run_node, str(scripts / "eslint" / "bin" / "eslint.js"), ".")),
        Check("node-test", (run_node, "--test", *tests)),
        Check("lint-imports", (imports, "--cache-dir", str(kept / "imports"))),
        Check("mypy", (str(commands / "mypy"), "--cache-dir", str(kept / "mypy"))),
    ]


def report(outcomes: list[Outcome]) -> str:
    """Return the report: output of the failed checks, then one line on all."""
    failed = [one for one in outcomes if not one.passed]
    said = [f"--- {one.name} failed ---\n{one.output.strip()}\n" for one in failed]
    times = ", ".join(f"{one.name} {one.seconds:.0f} s" for one in outcomes)
    verdict = f"{', '.join(one.name for one in failed)} FAILED" if failed else "all passed"
    return "\n".join([*said, f"Checks: {verdict} ({times})"])


def run_alone(checks: list[Check], place: Place) -> int:
    """Run ``checks``, print their outcomes, and return the exit status."""
    lane = lane_of(checks, place, os.environ)
    try:
        lane.finish()
    finally:
        lane.stop()
    say(report(lane.outcomes))
    return status_of(lane.outcomes)


def status_of(outcomes: list[Outcome]) -> int:
    """Return the exit status: 1 if a check has failed."""
    return 0 if all(one.passed for one in outcomes) else 1
