"""Checks that the city's address is free, and that the city answers there."""

import errno
import http.client
import socket
from pathlib import Path

from launcher.locks import is_held
from launcher.terminal import TroubleError

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - names of "every interface", not bound


def refuse_taken_port(host: str, port: int) -> None:
    """Raise TroubleError unless ``host``:``port`` can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                why, remedy = "is taken by another program", f"PORT={port + 1} ./run"
            else:
                why, remedy = f"cannot be used: {error.strerror}", "another HOST or PORT"
            raise TroubleError(f"{host}:{port} {why}.", f"Choose another: {remedy}") from None


def address(host: str, port: int) -> str:
    """Return the URL of the city for a browser on this machine."""
    name = ANY.get(host, host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def running_address(file: Path, lock: Path) -> str:
    """Return the address that the running city wrote, "" where none runs."""
    return file.read_text().strip() if file.exists() and is_held(lock) else ""


def readiness(host: str, port: int) -> str:
    """Return "" when /readyz answers 200, else its response."""
    line = http.client.HTTPConnection(ANY.get(host, host), port, timeout=5)
    try:
        line.request("GET", "/readyz")
        answer = line.getresponse()
        words = answer.read(2000).decode(errors="replace").strip()
        return "" if answer.status == http.client.OK else f"{answer.status}: {words}"
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        line.close()
