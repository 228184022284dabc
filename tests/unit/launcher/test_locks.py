import subprocess
import sys
from pathlib import Path
from subprocess import Popen

from launcher import locks
from tests.values import present

HOLDER = """
import sys, time
from pathlib import Path
from launcher import locks
with locks.held(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(60)
"""


def held_elsewhere(path: Path, title: str) -> Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), title], stdout=subprocess.PIPE, text=True
    )
    assert present(process.stdout).readline() == "held\n"
    return process


def end(process: Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_lock_names_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "city.lock"
    other = held_elsewhere(path, "./run")
    with locks.held(path, "./run") as ours:
        assert not ours
    assert locks.holder(path) == f"./run (PID {other.pid})"
    end(other)


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "city.lock"
    end(held_elsewhere(path, "./run"))
    assert not locks.is_held(path)
    with locks.held(path, "./run") as ours:
        assert ours


def test_servers_of_a_lasting_command_are_shared(tmp_path: Path) -> None:
    path = tmp_path / "servers.lock"
    other = held_elsewhere(path, "./run services")
    with locks.shared_or_own(path, "./run flask") as ours:
        assert not ours
    end(other)


def test_servers_of_a_passing_command_are_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "servers.lock"
    other = held_elsewhere(path, "./run flask")
    waiting = (
        "import sys; from pathlib import Path; from launcher import locks\n"
        "with locks.shared_or_own(Path(sys.argv[1]), './run') as ours: print(ours)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", waiting, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert (
        present(process.stdout).readline()
        == f"Waiting for ./run flask (PID {other.pid}) to end ...\n"
    )
    end(other)
    assert process.communicate(timeout=10)[0] == "True\n"
