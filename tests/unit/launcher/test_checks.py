import os
import sys
from pathlib import Path

import pytest

from launcher import locks, workshop
from launcher.checks import Check, all_checks, lane_of, report, run_alone
from launcher.identity import alive
from launcher.places import Place
from launcher.workshop import run_with_checks
from tests.values import present


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path, tmp_path)
    place.logs.mkdir()
    place.pids.mkdir()
    return place


def check(name: str, script: str) -> Check:
    return Check(name, ("/bin/sh", "-c", script))


PASSES = check("passes", "echo nothing to say")
FAILS = check("fails", "echo what is wrong; exit 3")


def test_checks_run_one_after_the_other(place: Place, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    checks = [check(name, f"echo {name} in, {name} out >> {trace}") for name in ("a", "b", "c")]
    lane = lane_of(checks, place, os.environ)
    lane.finish()
    assert trace.read_text().splitlines() == ["a in, a out", "b in, b out", "c in, c out"]
    assert [one.name for one in lane.outcomes if one.passed] == ["a", "b", "c"]
    assert list(place.pids.iterdir()) == []


def test_what_a_failed_check_said_is_told_and_what_a_passed_one_said_is_not(place: Place) -> None:
    lane = lane_of([PASSES, FAILS], place, os.environ)
    lane.finish()
    words = report(lane.outcomes)
    assert "what is wrong" in words
    assert "nothing to say" not in words
    assert words.splitlines()[-1].startswith("Checks: fails FAILED (passes ")


@pytest.mark.parametrize(("checks", "status"), [([PASSES], 0), ([FAILS, PASSES], 1)])
def test_checks_alone_have_an_exit_status(
    place: Place, capsys: pytest.CaptureFixture[str], checks: list[Check], status: int
) -> None:
    assert run_alone(checks, place) == status
    assert ("what is wrong" in capsys.readouterr().out) == (status == 1)


def test_a_lane_that_is_stopped_leaves_nothing_running(place: Place) -> None:
    lane = lane_of([check("long", "sleep 60 & sleep 60"), PASSES], place, os.environ)
    assert not lane.advance()
    identity = present(lane.running).identity
    assert alive(identity)
    lane.stop()
    assert not alive(identity)
    assert list(place.pids.iterdir()) == []


@pytest.mark.parametrize(
    ("tests", "checks", "status"),
    [(0, [PASSES], 0), (0, [PASSES, FAILS], 1), (1, [PASSES], 1), (5, [FAILS], 5), (0, [], 0)],
)
def test_a_failed_check_or_test_fails_the_run(
    place: Place, tests: int, checks: list[Check], status: int
) -> None:
    command = ["/bin/sh", "-c", f"exit {tests}"]
    assert run_with_checks(command, checks, place, os.environ) == status


def test_pytest_tells_the_checks_and_then_closes(
    place: Place, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_one.py").write_text("def test_one():\n    pass\n")
    options = ["-c", os.devnull, "-p", "no:cacheprovider", "-q", str(tmp_path)]
    late = check("late", "sleep 2; echo what is wrong; exit 1")
    command = [sys.executable, "-m", "pytest", *options]
    assert run_with_checks(command, [late], place, os.environ) == 1
    *before, closing = capfd.readouterr().out.strip().splitlines()
    assert closing.startswith("1 passed in")
    assert "what is wrong" in before
    assert sum(line.startswith("Checks: late FAILED") for line in before) == 1


def test_what_pytest_could_not_tell_is_told_after_it(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_with_checks(["/bin/sh", "-c", "exit 4"], [FAILS], place, os.environ) == 4
    assert "Checks: fails FAILED" in capfd.readouterr().out


def test_every_check_has_a_program_that_is_there() -> None:
    for one in all_checks(Path(sys.prefix).parent):
        assert all(os.access(path, os.X_OK) for path in one.argv[:1]), one


def test_a_workplace_is_removed_before_another_run_may_take_it_for_abandoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    remove = workshop._remove

    def watched(place: Place) -> None:
        held.append(locks.is_held(place.pids / workshop.LOCK))
        remove(place)

    monkeypatch.setattr(workshop, "_remove", watched)
    with workshop._workplace(tmp_path, "./run test") as place:
        assert place.var.is_dir()
    assert held == [True]
    assert not place.var.exists()
