"""A private PostgreSQL with PostGIS: one cluster, one Unix socket, peer authentication."""

import hashlib
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from launcher.children import Program
from launcher.identity import PROC
from launcher.places import OsUser, Place, own_directory, own_name, server_user
from launcher.terminal import TroubleError, say

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT_BYTES = 107  # sun_path of Linux, with its closing zero
SUPERUSER, OWNER, LOGIN = "postgres", "vidkryte_owner", "vidkryte_login"
DATABASE, TEMPLATE = "vidkryte", "vidkryte_template"
ROLES_SQL = Path(__file__).with_name("roles.sql")
TEMPLATE_SQL = Path(__file__).with_name("template.sql")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "200",
    "jit": "off",
    "random_page_cost": "1.1",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
MEGABYTE = 2**20
LEAST_BUFFERS_MB, MOST_BUFFERS_MB = 128, 2048
FAST_BUT_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private PostgreSQL cluster: its place, its account, its address."""

    programs: Path
    directory: Path
    sockets: Path
    user: OsUser | None
    durable: bool = True

    @property
    def files(self) -> Path:
        """What initdb makes."""
        return self.directory / "cluster"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address of ``database`` for ``role``, as SQLAlchemy reads it."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self.sockets), safe='/')}"


def newest_programs() -> Path | None:
    """Return the bin directory of the highest PostgreSQL that has PostGIS too; looks for files."""
    found = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    versions = sorted((path.parent.parent.name for path in found), key=_number)
    homes = (Path("/usr/lib/postgresql") / version / "bin" for version in reversed(versions))
    return next((home for home in homes if (home / "initdb").exists()), None)


def cluster_in(place: Place, *, durable: bool = True) -> Cluster:
    """Return the cluster of ``place``; made on disk if this is the first time."""
    programs = newest_programs()
    if programs is None:
        raise TroubleError("PostgreSQL with PostGIS is not installed.", "./run installs it.")
    user = server_user("postgres")
    directory = own_directory(place.state / "postgres", user)
    cluster = Cluster(programs, directory, _socket_directory(directory, user), user, durable)
    if not (cluster.files / "ready").exists():
        _create(cluster)
    return cluster


def program_of(cluster: Cluster) -> Program:
    """Return the server's command; SIGINT stops it fast and cleanly."""
    _forget_dead_lock(cluster)
    settings = SETTINGS | {"unix_socket_directories": str(cluster.sockets)}
    settings["shared_buffers"] = f"{_buffers_mb(_memory_mb())}MB"
    settings |= {} if cluster.durable else FAST_BUT_FORGETFUL
    options = [word for pair in settings.items() for word in ("-c", "=".join(pair))]
    return Program(
        name="postgres",
        argv=(str(_used_programs(cluster) / "postgres"), "-D", str(cluster.files), *options),
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"},
        user=cluster.user,
        stop_signal=signal.SIGINT,
        stop_s=5.0,
    )


def prepare(cluster: Cluster) -> None:
    """Wait for the server; make roles, the template and the database that are not there yet."""
    await_server(cluster)
    _psql(cluster, "postgres", ROLES_SQL.read_text())
    if not _exists(cluster, TEMPLATE):
        _psql(cluster, "postgres", f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
        _psql(cluster, TEMPLATE, TEMPLATE_SQL.read_text())
        _psql(cluster, "postgres", f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true")
    if not _exists(cluster, DATABASE):
        copy = f"CREATE DATABASE {DATABASE} TEMPLATE {TEMPLATE} OWNER {OWNER}"
        _psql(cluster, "postgres", copy)


def await_server(cluster: Cluster, seconds: float = 60) -> None:
    """Return once the server takes connections."""
    check = [str(cluster.programs / "pg_isready"), "-q", "-h", str(cluster.sockets)]
    deadline = time.monotonic() + seconds
    while subprocess.run(check, check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise TroubleError("PostgreSQL does not answer.", "Its log is postgres.log.")
        time.sleep(0.05)


def _exists(cluster: Cluster, database: str) -> bool:
    question = f"SELECT 1 FROM pg_database WHERE datname = '{database}'"  # noqa: S608 - constants
    return _psql(cluster, "postgres", question).strip() == "1"


def _psql(cluster: Cluster, database: str, sql: str) -> str:
    command = [str(cluster.programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    command += ["-h", str(cluster.sockets), "-U", SUPERUSER, "-d", database]
    answer = subprocess.run(
        command, input=sql, text=True, capture_output=True, check=False, cwd="/"
    )
    if answer.returncode != 0:
        raise TroubleError(f"PostgreSQL refused the set-up:\n{answer.stderr.strip()}")
    return answer.stdout


def _create(cluster: Cluster) -> None:
    say("Making a database cluster ...")
    _as_server(cluster, "rm", "-rf", str(cluster.files))
    initdb = [str(cluster.programs / "initdb"), "--auth=peer", "-E", "UTF8", "--locale=C.UTF-8"]
    initdb += ["-U", SUPERUSER, "-D", str(cluster.files)]
    _as_server(cluster, *initdb, *([] if cluster.durable else ["--no-sync"]))
    (cluster.files / "pg_hba.conf").write_text("local all all peer map=city\n")
    people = {own_name(), cluster.user.name if cluster.user else own_name()}
    rows = [f"city {who} {role}" for who in sorted(people) for role in (SUPERUSER, OWNER, LOGIN)]
    (cluster.files / "pg_ident.conf").write_text("\n".join(rows) + "\n")
    _as_server(cluster, "touch", str(cluster.files / "ready"))


def _as_server(cluster: Cluster, *command: str) -> None:
    user = cluster.user
    answer = subprocess.run(
        command,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",
        text=True,
        capture_output=True,
        check=False,
    )
    if answer.returncode != 0:
        raise TroubleError(f"{Path(command[0]).name} failed:\n{answer.stdout}{answer.stderr}")


def _used_programs(cluster: Cluster) -> Path:
    """Use the major version that made the cluster, even if a newer one is installed."""
    version = (cluster.files / "PG_VERSION").read_text().strip()
    programs = Path("/usr/lib/postgresql") / version / "bin"
    if not (programs / "postgres").exists():
        raise TroubleError(
            f"The database in {cluster.files} was made by PostgreSQL {version}, which is gone.",
            f"Install postgresql-{version} and its PostGIS, or move the directory away.",
        )
    return programs


def _forget_dead_lock(cluster: Cluster) -> None:
    """Remove lock files whose process is not a server of this cluster (its PID was reused)."""
    lock = cluster.files / "postmaster.pid"
    if not lock.exists():
        return
    pid = lock.read_text().split()[0]
    try:
        lives = (PROC / pid / "cwd").resolve(strict=True) == cluster.files.resolve()
    except OSError:
        lives = False
    if not lives:
        lock.unlink()
        (cluster.sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _socket_directory(directory: Path, user: OsUser | None) -> Path:
    return short_socket_directory(directory, SOCKET_NAME, user)


def short_socket_directory(directory: Path, socket_name: str, user: OsUser | None) -> Path:
    """Return ``directory``, or one under /tmp where the socket's path would be too long."""
    if len(os.fsencode(directory / socket_name)) < SOCKET_LIMIT_BYTES:
        return directory
    mark = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"vidkryte-misto-{mark}"
    owner = user.uid if user else os.geteuid()
    if short.exists() and (short.is_symlink() or short.stat().st_uid != owner):
        raise TroubleError(f"{short} belongs to somebody else.", "Check out to a shorter path.")
    return own_directory(short, user)


def _number(version: str) -> float:
    try:
        return float(version)
    except ValueError:
        return 0.0


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE


def _buffers_mb(memory_mb: int) -> int:
    """Return the database's share of the memory, which it uses only as it fills it."""
    return max(LEAST_BUFFERS_MB, min(MOST_BUFFERS_MB, memory_mb // 8))
