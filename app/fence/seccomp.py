"""A seccomp filter for this process: what is not on the list fails with EACCES.

No sockets, no other files, no processes, no signals to others. The list is by name, with the
numbers of each supported machine.
"""

import ctypes
import os
import platform
import struct
from functools import cache

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ARCHITECTURE, _NUMBER, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 4, 0, 16, 24
_KILL, _FAIL, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_EACCES, _ENOSYS = 13, 38
_CLONE_THREAD = 0x10000

# System call: its number on x86_64 and on aarch64 (None: it does not exist there).
_COMPUTING: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "close": (3, 57), "lseek": (8, 62), "dup": (32, 23),
    "fstat": (5, 80), "newfstatat": (262, 79), "statx": (332, 291), "stat": (4, None),
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216),
    "madvise": (28, 233), "brk": (12, 214), "futex": (202, 98), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175),
    "getgid": (104, 176), "getegid": (108, 177), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "gettimeofday": (96, 169),
    "time": (201, None), "times": (100, 153), "getrandom": (318, 278), "getrusage": (98, 165),
    "uname": (63, 160), "sysinfo": (99, 179), "poll": (7, None), "ppoll": (271, 73),
    "rseq": (334, 293), "set_robust_list": (273, 99), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
_FILES: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None), "openat": (257, 56), "lstat": (6, None), "access": (21, None),
    "faccessat": (269, 48), "readlink": (89, None), "readlinkat": (267, 78), "getcwd": (79, 17),
    "getdents64": (217, 61), "pwrite64": (18, 68), "ftruncate": (77, 46), "fsync": (74, 82),
    "fdatasync": (75, 83), "unlink": (87, None), "unlinkat": (263, 35),
}  # fmt: skip
# Machine: its column above, AUDIT_ARCH_* of linux/audit.h, the numbers of clone and fcntl.
_MACHINES = {"x86_64": (0, 0xC000003E, 56, 72), "aarch64": (1, 0xC00000B7, 220, 25)}
# Of fcntl: flags and locks, as SQLite takes them; not F_SETOWN and F_SETSIG, which send signals.
_LOCKING = (1, 2, 3, 5, 6, 7, 36, 37, 1030)
# Its flags lie where a filter cannot look; the C library then takes clone.
_CLONE3 = 435


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


_FORBIDDEN = _instruction(_RETURN, _FAIL | _EACCES)
_LIBC = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def restrict(*, opens_files: bool = False, threads: bool = False) -> None:
    """Put the filter on this process for good; raise OSError where that is impossible."""
    code = filter_for(opens_files, threads)
    program = _Program(len(code) // 8, code)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(program))


@cache
def filter_for(opens_files: bool, threads: bool) -> bytes:
    """Return the filter as BPF; raise OSError for a machine that is not known."""
    machine = platform.machine()
    if machine not in _MACHINES:
        raise OSError(f"there is no filter of system calls for {machine}")
    column, architecture, clone, fcntl = _MACHINES[machine]
    listed = _COMPUTING | (_FILES if opens_files else {})
    numbers = sorted(number for row in listed.values() if (number := row[column]) is not None)
    special = _locking(fcntl) + (_threads(clone) if threads else b"")
    return _compiled(architecture, numbers, special)


def _compiled(architecture: int, numbers: list[int], special: bytes) -> bytes:
    """Return the filter as BPF: calls of another machine kill, listed numbers are allowed."""
    allow = _instruction(_RETURN, _ALLOW)
    parts = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_IF_EQUAL, architecture, 1),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
    ]
    for number in numbers:
        parts += [_instruction(_JUMP_IF_EQUAL, number, 0, 1), allow]
    parts += [
        _instruction(_JUMP_IF_EQUAL, _CLONE3, 0, 1),
        _instruction(_RETURN, _FAIL | _ENOSYS),
    ]
    return b"".join([*parts, special, _FORBIDDEN])


def _threads(clone: int) -> bytes:
    """Allow clone for a thread of this process alone."""
    return b"".join(
        [
            _instruction(_JUMP_IF_EQUAL, clone, 0, 4),
            _instruction(_LOAD, _FIRST_ARGUMENT),
            _instruction(_JUMP_IF_SET, _CLONE_THREAD, 0, 1),
            _instruction(_RETURN, _ALLOW),
            _FORBIDDEN,
        ]
    )


def _locking(fcntl: int) -> bytes:
    """Allow the listed commands of fcntl."""
    commands = [
        part
        for command in _LOCKING
        for part in (
            _instruction(_JUMP_IF_EQUAL, command, 0, 1),
            _instruction(_RETURN, _ALLOW),
        )
    ]
    return b"".join(
        [
            _instruction(_JUMP_IF_EQUAL, fcntl, 0, len(commands) + 2),
            _instruction(_LOAD, _SECOND_ARGUMENT),
            *commands,
            _FORBIDDEN,
        ]
    )


def _prctl(option: int, *values: int) -> None:
    arguments = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if _LIBC.prctl(option, *arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {os.strerror(number)}")
