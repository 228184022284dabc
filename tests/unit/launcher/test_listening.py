import socket
from pathlib import Path

import pytest

from launcher.listening import listening, listening_at
from tests.city import free_port


def test_nobody_who_inherits_the_socket_stops_in_accept() -> None:
    with listening_at("127.0.0.1", free_port()) as ear, pytest.raises(BlockingIOError):
        ear.accept()


def test_who_connects_while_nobody_accepts_waits(tmp_path: Path) -> None:
    path = tmp_path / "web.sock"
    with listening(path, None) as ear:
        assert path.stat().st_mode & 0o777 == 0o600
        with socket.socket(socket.AF_UNIX) as reader:
            reader.connect(str(path))
            reader.sendall(b"early")
            accepted, _ = ear.accept()
            with accepted:
                assert accepted.recv(10) == b"early"
    assert not path.exists()
