import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.children import Program
from launcher.identity import alive, read_pidfile
from launcher.places import Place, place_for
from launcher.spare import FIRST_AFTER_S, NEXT_AFTER_S, KeptWithSpare, keep_with_spare
from launcher.supervisor import let_go
from tests.values import present

DEAF = "while :; do sleep 0.05; done"
WAITING = f"trap 'echo works >> $NOTE' TTIN; {DEAF}"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_for(tmp_path / "var")


@pytest.fixture
def kept_as(place: Place) -> Iterator[Callable[[str], KeptWithSpare]]:
    """Keeps a program of a shell's words, with a spare that runs already."""
    started: list[KeptWithSpare] = []

    def keeping(words: str) -> KeptWithSpare:
        env = {"PATH": os.environ["PATH"], "NOTE": str(place.var / "note")}
        one = keep_with_spare(lambda: Program("web", ("/bin/sh", "-c", words), env=env), place)
        started.append(one)
        one.look(one.started_at + FIRST_AFTER_S - 1)
        assert one.spare is None
        one.look(one.started_at + FIRST_AFTER_S + 1)
        return one

    yield keeping
    let_go(list(started))


def kill(one: KeptWithSpare) -> float:
    """Kill the first and notice it; return when."""
    time.sleep(0.5)
    one.child.process.kill()
    one.child.process.wait()
    now = one.started_at + FIRST_AFTER_S + 2
    one.look(now)
    return now


def test_the_spare_takes_over_at_once(
    kept_as: Callable[[str], KeptWithSpare], place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    one = kept_as(WAITING)
    spare = present(one.spare)
    now = kill(one)
    assert "its spare has taken over" in capsys.readouterr().err
    assert one.child.identity == spare.identity
    assert read_pidfile(place.pids / "web.pid") == spare.identity
    assert one.spare is None
    end = time.monotonic() + 10
    while not (place.var / "note").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert (place.var / "note").read_text() == "works\n"
    one.look(now + NEXT_AFTER_S)
    assert alive(present(one.spare).identity)


def test_a_spare_that_is_not_ready_is_not_told_to_work(
    kept_as: Callable[[str], KeptWithSpare],
) -> None:
    one = kept_as(DEAF)
    spare = present(one.spare)
    kill(one)
    assert one.restart_at is not None
    one.look(one.restart_at)
    assert one.child.identity != spare.identity
    assert alive(one.child.identity)
    assert alive(spare.identity)


def test_a_dead_spare_is_replaced(kept_as: Callable[[str], KeptWithSpare]) -> None:
    one = kept_as(WAITING)
    first = present(one.spare)
    os.kill(first.identity.pid, signal.SIGKILL)
    first.process.wait()
    one.look(one.started_at + 2 * FIRST_AFTER_S)
    assert one.spare is None
    one.look(one.started_at + 4 * FIRST_AFTER_S)
    assert present(one.spare).identity != first.identity


def test_both_end_together(kept_as: Callable[[str], KeptWithSpare], place: Place) -> None:
    one = kept_as(DEAF)
    let_go([one])
    assert not list(place.pids.glob("web*.pid"))
