"""Shows progress on stderr: a bar per step on a terminal, a line per step elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


@dataclass
class Bars:
    """One progress bar per step, on a terminal."""

    bars: Progress
    current: TaskID | None = None

    def step(self, title: str, total: int | None = None) -> None:
        """Finish the bar of the previous step and start one."""
        self.finish()
        self.current = self.bars.add_task(title, total=total)

    def advance(self, count: int = 1) -> None:
        """Advance the current bar."""
        if self.current is not None:
            self.bars.advance(self.current, count)

    def finish(self) -> None:
        """Fill the bar of a step without a known total."""
        if self.current is not None and self.bars.tasks[-1].total is None:
            self.bars.update(self.current, total=1, completed=1)


class Lines:
    """One line per step, for logs and pipes."""

    def step(self, title: str, total: int | None = None) -> None:
        """Print what begins."""
        click.echo(f"{title}{f': {total:,}' if total else ''} …", err=True)

    def advance(self, count: int = 1) -> None:
        """Print nothing: a log is no place for a moving bar."""


@contextmanager
def show_progress() -> Iterator[Bars | Lines]:
    """Yield a reporter of progress that suits where stderr leads."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines()
        return
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        reporter = Bars(bars)
        yield reporter
        reporter.finish()
