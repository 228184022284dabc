"""The fenced process of one job: limits first, then the job, then its end."""

import ctypes
import json
import os
import platform
import resource
import signal
import traceback
from collections.abc import Callable
from typing import NoReturn

from app.fence.jobs import JOBS, OF_GEOMETRY
from app.fence.protocol import FAILED, REFUSED, TOO_HEAVY, Limits, Request
from app.fence.seccomp import restrict
from gis.files.faults import UnreadableFile
from gis.files.messages import message_to_json

# Exit statuses, by which the server knows the verdict; any other end is TOO_HEAVY.
STATUS_OF = {REFUSED: 65, TOO_HEAVY: 70, FAILED: 71}
NICENESS = 10
_CLONE = {"x86_64": 56, "aarch64": 220}
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_LONGEST_TRACEBACK = 8_000
_CHUNK = 1024 * 1024
# It keeps the interpreter's lock, which a child of the system call needs as its parent left it.
_LIBC = ctypes.PyDLL(None, use_errno=True)


def fork(request: Request) -> int:
    """Fork for a job, as ``os.fork`` does.

    Where reference systems are looked up, the system call itself is made: PROJ and GDAL close
    their databases at a fork that they are told of, opening them again costs 30 ms of CPU, and a
    fenced child cannot. That is sound in a process without threads whose databases never change.
    """
    if request.job not in OF_GEOMETRY:
        return os.fork()
    number = _CLONE[platform.machine()]
    pid: int = _LIBC.syscall(number, signal.SIGCHLD, 0, 0, 0, 0)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone")
    return pid


def run_fenced(request: Request, payload: int, output: int) -> NoReturn:
    """Run the job on the payload's descriptor, write what it returns, and end the process."""
    verdict: bytes | None = TOO_HEAVY
    try:
        content = _read(payload)
        job = JOBS[request.job]
        fence_in(request.limits)
        verdict = _answer(lambda: job(content, request.options), output)
    finally:
        # Nothing of the server's may run here: no handlers, no flushing.
        os._exit(STATUS_OF[verdict] if verdict else 0)


def fence_in(limits: Limits) -> None:
    """Take from this process all that a job does not need, for good."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.nice(NICENESS)
    memory = limits.memory_mb * 1024 * 1024
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: limits.cpu_s,
        resource.RLIMIT_CORE: 0,
    }
    if not limits.threads:
        bounds[resource.RLIMIT_NPROC] = 0
    if not limits.opens_files:
        bounds |= {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 16}
    for what, most in bounds.items():
        resource.setrlimit(what, (most, most))
    restrict(opens_files=limits.opens_files, threads=limits.threads)


def _answer(job: Callable[[], bytes], output: int) -> bytes | None:
    """Write the job's output or why there is none; return the verdict, None when it is done."""
    try:
        said, verdict = job(), None
    except UnreadableFile as refusal:
        said, verdict = json.dumps(message_to_json(refusal.reason)).encode(), REFUSED
    except (MemoryError, RecursionError):
        said, verdict = b"", TOO_HEAVY
    except Exception:
        said, verdict = traceback.format_exc()[-_LONGEST_TRACEBACK:].encode(), FAILED
    view = memoryview(said)
    while view:
        view = view[os.write(output, view[:_CHUNK]) :]
    return verdict


def _read(descriptor: int) -> bytes:
    """Return everything in the file, whatever its offset is."""
    size = os.fstat(descriptor).st_size
    chunks, at = [], 0
    while at < size and (chunk := os.pread(descriptor, size - at, at)):
        chunks.append(chunk)
        at += len(chunk)
    return b"".join(chunks)
