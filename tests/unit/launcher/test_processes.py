import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen
from typing import TypeVar

import pytest

from launcher.children import Program, clear_leftover, start, stop_together
from launcher.identity import (
    Identity,
    alive,
    await_end,
    identity_of,
    read_pidfile,
    remove_pidfile,
    send,
    session_members,
    write_pidfile,
)
from launcher.places import Place
from launcher.supervisor import MOST_CRASHES, Kept, keep, let_go, pause_after
from launcher.terminal import TroubleError
from tests.values import present

T = TypeVar("T")

DEAF = "trap '' TERM; sleep 60 & while true; do sleep 1; done"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path, tmp_path)
    place.logs.mkdir()
    place.pids.mkdir()
    return place


@pytest.fixture
def sleeper() -> Iterator[Popen[bytes]]:
    process = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def shell(script: str, name: str = "web", stop_s: float = 10.0) -> Program:
    return Program(name, ("/bin/sh", "-c", script), env={"PATH": "/usr/bin:/bin"}, stop_s=stop_s)


def until(condition: Callable[[], T], seconds: int = 10) -> T:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_a_reused_pid_is_somebody_else(sleeper: Popen[bytes]) -> None:
    before = Identity(sleeper.pid, present(identity_of(sleeper.pid)).started + "0")
    assert not alive(before)
    assert not send(before, signal.SIGKILL)
    assert session_members(before) == []
    assert sleeper.poll() is None


def test_a_process_of_an_earlier_boot_is_gone(sleeper: Popen[bytes]) -> None:
    _, _, tick = present(identity_of(sleeper.pid)).started.rpartition(" ")
    assert not alive(Identity(sleeper.pid, f"another-boot {tick}"))


def test_a_zombie_is_not_alive() -> None:
    process = subprocess.Popen(["true"])
    assert until(lambda: identity_of(process.pid) is None)
    process.wait()


def test_a_pidfile_holds_the_number_alone(tmp_path: Path, sleeper: Popen[bytes]) -> None:
    path = tmp_path / "web.pid"
    write_pidfile(path, present(identity_of(sleeper.pid)))
    assert path.read_text() == f"{sleeper.pid}\n"
    assert read_pidfile(path) == identity_of(sleeper.pid)
    remove_pidfile(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "x", "12 13"])
def test_an_unreadable_pidfile_names_nobody(tmp_path: Path, text: str) -> None:
    path = tmp_path / "web.pid"
    path.write_text(text)
    path.with_suffix(".started").write_text("boot 1")
    assert read_pidfile(path) is None


def test_the_rest_of_a_session_ends_though_its_leader_was_killed() -> None:
    leader = subprocess.Popen(["sh", "-c", DEAF], start_new_session=True)
    who = present(identity_of(leader.pid))
    assert until(lambda: len(session_members(who)) > 1)
    leader.kill()
    leader.wait()
    assert session_members(who)
    await_end(who, time.monotonic() + 10)
    assert not session_members(who)


def test_what_ignores_the_polite_signal_is_killed(place: Place) -> None:
    child = start(shell(DEAF, stop_s=0.5), place)
    assert until(lambda: len(session_members(child.identity)) > 1)
    stop_together([child])
    assert child.process.returncode == -signal.SIGKILL
    assert until(lambda: not session_members(child.identity))
    assert list(place.pids.iterdir()) == []


def test_several_are_told_to_stop_before_the_end_of_any_is_awaited(
    place: Place, tmp_path: Path
) -> None:
    """Each ends only when all have been told: one after the other none would end by itself."""
    names = ("a", "b", "c")
    told = [tmp_path / f"{name}.told" for name in names]
    patient = (
        "trap 'touch {0}.told' TERM; touch {0}.ready; "
        f"until {' && '.join(f'[ -e {path} ]' for path in told)}; do sleep 0.02; done"
    )
    children = [start(shell(patient.format(tmp_path / name), name, 60.0), place) for name in names]
    assert until(lambda: all((tmp_path / f"{name}.ready").exists() for name in names), 60)
    stop_together(children)
    assert [child.process.returncode for child in children] == [0, 0, 0]


def test_a_leftover_of_an_earlier_run_is_ended(place: Place, sleeper: Popen[bytes]) -> None:
    write_pidfile(place.pids / "web.pid", present(identity_of(sleeper.pid)))
    clear_leftover(place, "web")
    assert sleeper.wait(5) == -signal.SIGTERM


def test_a_pidfile_that_names_a_stranger_harms_nobody(place: Place, sleeper: Popen[bytes]) -> None:
    stranger = Identity(sleeper.pid, "boot 1")
    write_pidfile(place.pids / "web.pid", stranger)
    clear_leftover(place, "web")
    assert sleeper.poll() is None
    assert list(place.pids.iterdir()) == []


def test_a_child_ends_when_the_launcher_is_killed(place: Place) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from launcher.children import Program, start; from launcher.places import Place\n"
        "var = Path(sys.argv[1])\n"
        "start(Program('web', ('/usr/bin/sleep', '60')), Place(var, var)); time.sleep(60)\n"
    )
    launcher = subprocess.Popen([sys.executable, "-c", script, str(place.var)])
    assert until(lambda: read_pidfile(place.pids / "web.pid"))
    child = present(read_pidfile(place.pids / "web.pid"))
    assert alive(child)
    launcher.kill()
    launcher.wait()
    assert until(lambda: not alive(child))


def test_a_crashed_program_is_started_again_after_a_pause(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = keep(lambda: shell("sleep 60"), place)
    try:
        first = kept.child.identity
        os.kill(first.pid, signal.SIGKILL)
        assert until(lambda: kept.child.process.poll() is not None)
        kept.look(kept.started_at + 1)
        assert "web stopped (signal 9)" in capsys.readouterr().err
        kept.look(kept.started_at + 1.1)
        assert not alive(first)
        assert kept.restart_at is not None
        kept.look(kept.restart_at)
        assert alive(kept.child.identity)
        assert kept.child.identity != first
    finally:
        let_go([kept])


def test_a_program_that_only_crashes_is_given_up(place: Place) -> None:
    kept = keep(lambda: shell("echo no database >&2; exit 3"), place)
    with pytest.raises(TroubleError, match="no database"):
        look_at_every_crash(kept)
    assert kept.crashes == MOST_CRASHES + 1


def look_at_every_crash(kept: Kept) -> None:
    now = kept.started_at
    for _ in range(2 * MOST_CRASHES + 2):
        kept.child.process.wait()
        kept.look(now)
        now = kept.restart_at or now


def test_pauses_grow_and_stay_bearable() -> None:
    pauses = [pause_after(crashes) for crashes in range(1, 9)]
    assert pauses[0] < 1
    assert pauses == sorted(pauses)
    assert pauses[-1] <= 15


def test_a_program_that_ends_at_once_is_still_kept(place: Place) -> None:
    kept = keep(lambda: shell("exit 3"), place)
    kept.child.process.wait()
    kept.look(kept.started_at)
    assert kept.crashes == 1


def test_a_missing_command_is_named(place: Place) -> None:
    with pytest.raises(TroubleError, match="web cannot be started"):
        start(Program("web", ("/absent/command",)), place)
