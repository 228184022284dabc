"""Shows how far long work has come: a bar on a terminal, a line a step elsewhere; on stderr."""

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
    """One bar a step on a terminal."""

    bars: Progress
    current: TaskID | None = None

    def step(self, title: str, total: int | None = None) -> None:
        """Finish the bar of the step before, and begin one."""
        self.finish()
        self.current = self.bars.add_task(title, total=total)

    def advance(self, count: int = 1) -> None:
        """Move the present bar."""
        if self.current is not None:
            self.bars.advance(self.current, count)

    def finish(self) -> None:
        """Fill the bar of a step that could not say how long it would be."""
        if self.current is not None and self.bars.tasks[-1].total is None:
            self.bars.update(self.current, total=1, completed=1)


class Lines:
    """A line a step, for logs and pipes."""

    def step(self, title: str, total: int | None = None) -> None:
        """Say what begins."""
        click.echo(f"{title}{f': {total:,}' if total else ''} …", err=True)

    def advance(self, count: int = 1) -> None:
        """Say nothing: a log is no place for a moving bar."""


@contextmanager
def shown_progress() -> Iterator[Bars | Lines]:
    """Watch the work in the way that suits where stderr leads."""
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
        shown = Bars(bars)
        yield shown
        shown.finish()
