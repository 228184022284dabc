"""Servers and processes of a test's own, ended by it and by their process alone."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep

from redis import Redis, RedisError

ROOT = Path(__file__).parents[1]


class PrivateRedis:
    """A Redis on a socket of its own, kept as the city keeps its own: append-only, no eviction."""

    def __init__(self) -> None:
        # Not pytest's folder: a socket's path may not be long.
        self.folder = Path(mkdtemp(prefix="vm-redis-"))
        self.socket = self.folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                "0",
                "--unixsocket",
                str(self.socket),
                "--dir",
                str(self.folder),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--maxmemory-policy",
                "noeviction",
                "--save",
                "",
                "--daemonize",
                "no",
            ],
            stdout=subprocess.DEVNULL,
        )
        until(self.answers, "Redis answers")

    def answers(self) -> bool:
        try:
            with Redis(unix_socket_path=str(self.socket)) as client:
                return client.ping()
        except RedisError:
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def wipe(self) -> None:
        """Lose everything that it held."""
        with Redis(unix_socket_path=str(self.socket)) as client:
            client.flushall()

    def remove(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()


class City:
    """The city's processes beside the pages, each startable and killable."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = os.environ | environment
        self.log = log
        self.running: list[subprocess.Popen] = []

    def start(self, *command: str) -> subprocess.Popen:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


def until(true, what: str, patience_s: float = 60.0) -> None:
    """Wait until it is so; say what never came to be."""
    end = monotonic() + patience_s
    while not true():
        assert monotonic() < end, f"never: {what}"
        sleep(0.05)
