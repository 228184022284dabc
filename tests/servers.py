"""Servers and processes of a test's own, ended by it and by their process alone."""

import os
import socketserver
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
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
        self.process: subprocess.Popen[bytes] | None = None

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
                return bool(client.ping())
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
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> subprocess.Popen[bytes]:
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


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server that keeps the Message-ID of every letter it took, slowly."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, pause_s: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: Counter[str] = Counter()
        self.pause_s = pause_s
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        sleep(self.server.pause_s)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.taken[letter["Message-ID"]] += 1
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


def until(true: Callable[[], object], what: str, patience_s: float = 60.0) -> None:
    """Wait until it is so; say what never came to be."""
    end = monotonic() + patience_s
    while not true():
        assert monotonic() < end, f"never: {what}"
        sleep(0.05)
