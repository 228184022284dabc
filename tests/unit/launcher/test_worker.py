import socket
from collections.abc import Iterator

import pytest

from launcher.worker import Joined

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def test_a_head_goes_with_what_follows(pair: Pair) -> None:
    ours, theirs = pair
    joined = Joined(ours)
    joined.sendall(b"head ")
    with pytest.raises(BlockingIOError):
        theirs.recv(100)
    joined.sendall(b"body")
    assert theirs.recv(100) == b"head body"
    joined.sendall(b" more")
    assert theirs.recv(100) == b" more"


def test_a_head_alone_is_sent_at_the_end(pair: Pair) -> None:
    ours, theirs = pair
    joined = Joined(ours)
    joined.sendall(b"head")
    joined.flush()
    joined.flush()
    assert theirs.recv(100) == b"head"


def test_a_head_is_before_whatever_else_is_done(pair: Pair) -> None:
    ours, theirs = pair
    joined = Joined(ours)
    joined.sendall(b"head")
    assert joined.fileno() == ours.fileno()
    assert theirs.recv(100) == b"head"
