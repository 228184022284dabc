"""A private Redis: one Unix socket, nothing listens on the network, every write is on disk."""

import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.children import Program
from launcher.places import OsUser, Place, own_directory, server_user
from launcher.postgres import short_socket_directory
from launcher.terminal import TroubleError

SOCKET_NAME = "redis.sock"


@dataclass(frozen=True, slots=True)
class Redis:
    """A private Redis: its files, its socket, its account."""

    directory: Path
    socket: Path
    user: OsUser | None
    durable: bool = True

    @property
    def url(self) -> str:
        """The address as redis-py and RQ read it."""
        return f"unix://{self.socket}"


def redis_program() -> Path | None:
    """Return the server's program, or None if Redis is not installed."""
    homes = [Path("/usr/bin/redis-server"), Path("/usr/local/bin/redis-server")]
    return next((path for path in homes if path.exists()), None)


def redis_in(place: Place, *, durable: bool = True) -> Redis:
    """Return the Redis of ``place``."""
    user = server_user("redis", "postgres")
    directory = own_directory(place.state / "redis", user)
    sockets = short_socket_directory(directory, SOCKET_NAME, user)
    return Redis(directory, sockets / SOCKET_NAME, user, durable)


def program_of(redis: Redis) -> Program:
    """Return the server's command: appended to disk, never evicting, reached by socket alone."""
    program = redis_program()
    if program is None:
        raise TroubleError("Redis is not installed.", "./run installs it.")
    settings = {
        "port": "0",
        "unixsocket": str(redis.socket),
        "unixsocketperm": "700",
        "dir": str(redis.directory),
        "appendonly": "yes" if redis.durable else "no",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    options = [word for key, text in settings.items() for word in (f"--{key}", text)]
    options += ["--save", ""]
    return Program(
        name="redis",
        argv=(str(program), *options),
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"},
        user=redis.user,
        stop_s=3.0,
    )


def await_server(redis: Redis, seconds: float = 30) -> None:
    """Return once the server answers a PING."""
    deadline = time.monotonic() + seconds
    while not _answers(redis.socket):
        if time.monotonic() > deadline:
            raise TroubleError("Redis does not answer.", "Its log is redis.log.")
        time.sleep(0.05)


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(5) == b"+PONG"
    except OSError:
        return False
