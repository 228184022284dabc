"""CPU time of a server: its processes and its database sessions, without Redis."""

from pathlib import Path

from sqlalchemy import text

from benchmarks.databases import as_superuser

_SESSIONS = text("""
SELECT pid FROM pg_stat_activity WHERE datname = :name AND usename = 'vidkryte_login'
""")


class CpuTime:
    """CPU time since the object was created."""

    def __init__(self, name: str, port: int) -> None:
        self._name = name
        self._processes = _serving(port)
        self._began = self._spent()

    def ms(self) -> float:
        """Return milliseconds of CPU since the start; sessions must have been open by then."""
        now = self._spent()
        return sum(now[pid] - self._began.get(pid, 0.0) for pid in now)

    def _spent(self) -> dict[int, float]:
        engine = as_superuser(self._name)
        with engine.connect() as conn:
            sessions = list(conn.scalars(_SESSIONS, {"name": self._name}))
        engine.dispose()
        return {pid: spent for pid in (*self._processes, *sessions) if (spent := _ms(pid))}


def _ms(pid: int) -> float:
    """Return the CPU time of all threads of a process, ended ones included."""
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(numbers[11]) + int(numbers[12])) * 10.0


def _serving(port: int) -> list[int]:
    """Return the processes of the server on the port: those that name it, and all they started."""
    found: dict[int, int] = {}
    named = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[int(entry.name)] = parent
        if str(port).encode() in command:
            named.add(int(entry.name))
    while more := {pid for pid, parent in found.items() if parent in named} - named:
        named |= more
    return sorted(named)
