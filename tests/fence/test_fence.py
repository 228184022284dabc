"""A job inside the fence can compute and nothing else; whatever it does, the server lives."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from app.adapters.fence import Fence, NotNow, Refused, TooHeavy
from app.adapters.images import MAX_BYTES
from app.domain.errors import Unavailable
from app.errors import status_of
from app.fence.protocol import GEOMETRY, PHOTO, Limits
from tests.servers import until

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "app" / "fence" / "__main__.py"
# A server with jobs of the tests' own, as hostile as code can be that has been taken over.
HOSTILE = """
import fcntl, os, socket, sys, threading, time
sys.path.insert(0, {root!r})
os.umask(0o077)
from app.fence import jobs, server

def attempt(work):
    try:
        work()
    except BaseException as error:
        return type(error).__name__
    return "possible"

def tried(content, options):
    works = dict(
        fork=os.fork,
        execute=lambda: os.execv("/bin/true", ["true"]),
        thread=lambda: threading.Thread(target=print).start(),
        internet=socket.socket,
        internet6=lambda: socket.socket(socket.AF_INET6),
        local=lambda: socket.socket(socket.AF_UNIX),
        pair=socket.socketpair,
        read=lambda: open("/etc/hostname").read(),
        write=lambda: open({here!r} + "/written", "w"),
        remove=lambda: os.unlink({here!r} + "/kept"),
        list=lambda: os.listdir("/"),
        signal=lambda: os.kill(os.getppid(), 0),
        owner=lambda: fcntl.fcntl(2, fcntl.F_SETOWN, os.getpid()),
        memory=lambda: bytearray(2**31),
        environment=lambda: os.environ["SECRET_KEY"],
    )
    return repr({{name: attempt(work) for name, work in works.items()}}).encode()

def looping(content, options):
    while True:
        pass

def sleeping(content, options):
    time.sleep(options["seconds"])
    return b"woken"

def crashing(content, options):
    import ctypes
    ctypes.string_at(0)

def failing(content, options):
    raise ZeroDivisionError

def large(content, options):
    return content * options["times"]

def nearby(content, options):
    return repr(sorted(int(name) for name in os.listdir("/proc/self/fd"))).encode()

for job in (tried, looping, sleeping, crashing, failing, large, nearby):
    jobs.JOBS[job.__name__] = job
sys.exit(server.main({socket!r}))
"""


class Running:
    """A fork server on a socket of its own."""

    def __init__(self, *arguments: str) -> None:
        # Not pytest's folder alone: the path of a socket may be long, and so it is.
        self.folder = Path(mkdtemp(prefix="vm-fence-")) / ("long" * 30)
        self.folder.mkdir()
        self.socket = self.folder / "fence.sock"
        self.fence = Fence(self.socket, at_once=30)
        self.arguments = arguments
        self.start()

    def start(self) -> None:
        if self.arguments:
            command = [sys.executable, "-I", *self.arguments, str(self.socket)]
        else:
            here = str(self.folder)
            code = HOSTILE.format(root=str(ROOT), here=here, socket=str(self.socket))
            (self.folder / "kept").touch()
            command = [sys.executable, "-c", code]
        environment = {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            command,
            env=environment | {"SECRET_KEY": "hidden", "OPENBLAS_NUM_THREADS": "1"},
            stderr=subprocess.PIPE,
        )
        until(self.answers, "the fence answers")

    def answers(self) -> bool:
        if not self.socket.exists():
            return False
        try:
            self.fence.run("zone", b"{}", limits=GEOMETRY, max_vertices=1)
        except Refused:
            return True
        except NotNow:
            return False
        return False

    def remove(self) -> None:
        self.end()
        shutil.rmtree(self.folder.parent)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    running = Running()
    yield running
    running.remove()


def test_a_job_can_compute_and_nothing_else(server: Running) -> None:
    outcome = eval(server.fence.run("tried", b"", limits=GEOMETRY))  # noqa: S307 - our own server
    assert outcome.pop("environment") == "possible"  # of the test's server: see below
    assert outcome.pop("memory") == "MemoryError"
    assert outcome.pop("thread") == "RuntimeError"
    assert set(outcome.values()) == {"PermissionError"}, outcome
    assert (server.folder / "kept").exists()
    assert not (server.folder / "written").exists()


def test_a_photo_may_have_threads_and_still_no_processes(server: Running) -> None:
    outcome = eval(server.fence.run("tried", b"", limits=PHOTO))  # noqa: S307
    assert outcome["thread"] == "possible"
    assert {outcome[each] for each in ("fork", "execute", "internet", "read", "signal")} == {
        "PermissionError"
    }


@pytest.mark.parametrize("job", ["looping", "crashing", "failing"])
def test_a_job_that_runs_wild_ends_alone(server: Running, job: str) -> None:
    limits = Limits(memory_mb=1024, cpu_s=1, wall_s=120)
    with pytest.raises(TooHeavy):
        server.fence.run(job, b"", limits=limits)
    assert server.answers()


def test_a_job_that_had_no_time_may_come_again(server: Running) -> None:
    with pytest.raises(NotNow):
        server.fence.run("sleeping", b"", limits=Limits(1024, 5, 0.5), seconds=20)


def test_large_outputs_and_payloads_pass(server: Running, tmp_path: Path) -> None:
    path = tmp_path / "payload"
    path.write_bytes(bytes(MAX_BYTES))
    assert len(server.fence.run("large", path, limits=GEOMETRY, times=3)) == 3 * MAX_BYTES
    assert server.fence.run("large", b"ab", limits=GEOMETRY, times=2) == b"abab"


def test_the_twenty_first_is_told_to_come_again(server: Running) -> None:
    """Four run, sixteen wait; the rest is answered at once."""
    verdicts: list[str] = []

    def send() -> None:
        try:
            verdicts.append(server.fence.run("sleeping", b"", limits=wide, seconds=2).decode())
        except NotNow:
            verdicts.append("not now")

    wide = Limits(memory_mb=1024, cpu_s=5, wall_s=60)
    threads = [threading.Thread(target=send) for _ in range(25)]
    for thread in threads:
        thread.start()
    until(lambda: len(verdicts) >= 5, "the door is shut")
    assert verdicts[:5] == ["not now"] * 5
    for thread in threads:
        thread.join()
    assert verdicts[5:] == ["woken"] * 20


def test_threads_of_a_process_wait_their_turn() -> None:
    """Pages keep the threads that are not inside."""
    fence = Fence(at_once=1)
    fence._turns.acquire()
    with pytest.raises(NotNow):
        fence.run("zone", b"{}", limits=GEOMETRY, max_vertices=1)


def test_a_killed_server_is_not_now_and_comes_back(server: Running) -> None:
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    with pytest.raises(NotNow) as error:
        server.fence.run("zone", b"{}", limits=GEOMETRY, max_vertices=1)
    assert isinstance(error.value, Unavailable)
    assert status_of(error.value) == 503
    server.end()
    server.start()
    assert server.answers()


def test_its_children_end_with_it(server: Running) -> None:
    wide = Limits(memory_mb=1024, cpu_s=60, wall_s=60)
    failed: list[type] = []

    def send() -> None:
        try:
            server.fence.run("looping", b"", limits=wide)
        except NotNow as error:
            failed.append(type(error))

    thread = threading.Thread(target=send)
    thread.start()
    until(lambda: children_of(server.process.pid), "a child")
    (child,) = children_of(server.process.pid)
    server.end()
    thread.join(10)
    assert failed == [NotNow]
    until(lambda: not Path(f"/proc/{child}").exists() or state_of(child) == "Z", "it has ended")
    server.start()


def test_a_job_ends_with_its_client(server: Running) -> None:
    """A worker that is killed begins again: what it had begun must not keep a place for hours."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from app.adapters.fence import Fence\n"
        "from app.fence.protocol import Limits\n"
        "wide = Limits(memory_mb=1024, cpu_s=600, wall_s=600)\n"
        "Fence(Path(sys.argv[2])).run('sleeping', b'', limits=wide, seconds=600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(ROOT), str(server.socket)]) as client:
        until(lambda: children_of(server.process.pid), "the job runs")
        client.kill()
    until(lambda: not children_of(server.process.pid), "the job has ended")
    assert server.answers()


def test_the_program_is_ours_alone_and_knows_no_secret() -> None:
    """Started as the city starts it, with everything in the environment."""
    running = Running(str(PROGRAM))
    try:
        assert stat.S_IMODE(running.socket.stat().st_mode) == 0o600
        environment = Path(f"/proc/{running.process.pid}/environ").read_bytes()
        assert b"hidden" not in environment
        assert b"PROJ_NETWORK=OFF" in environment
        running.process.terminate()
        assert running.process.wait(10) == 0
        assert not running.socket.exists()
    finally:
        running.remove()


def test_a_process_without_a_city_has_a_fence_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        Fence(tmp_path / "none.sock").run("zone", b"{}", limits=GEOMETRY, max_vertices=1)


def test_the_own_fence_ends_with_its_process() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from app.adapters import fence\n"
        "from app.fence.protocol import GEOMETRY\n"
        "try: fence.Fence().run('zone', b'{}', limits=GEOMETRY, max_vertices=1)\n"
        "except fence.Refused: print(fence._OWN._process.pid, flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        own = int(process.stdout.readline())
        process.kill()
    until(lambda: not Path(f"/proc/{own}").exists() or state_of(own) == "Z", "it has ended")


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
