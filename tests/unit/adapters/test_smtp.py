"""Many letters travel over one connection; a letter that is refused costs the others nothing."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from app.adapters import smtp
from app.adapters.letters import Letter
from app.adapters.mail import NotSent, Undeliverable
from app.adapters.smtp import SmtpMailer

SENDER = "Відкрите Місто <noreply@city.example>"
Answer = Callable[[int, int, str], str | None]


def a_letter(n: int = 0, **given: Any) -> Letter:
    return Letter(
        **dict[str, Any](
            {
                "key": f"event:{n}",
                "to": "ivanna@example.org",
                "subject": "Повідомлення № 12: отримано",
                "text": "Дякуємо.\n",
                "html": "<p>Дякуємо.</p>",
                "written_at": datetime(2026, 6, 1, tzinfo=UTC),
            }
        )
        | given
    )


class Server:
    """Speaks just enough SMTP to say no at the place a test is about.

    ``answer`` is asked for each command: the connection's number, that of its letter, the word.
    An answer of 421 or "" closes the connection.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.heard: list[list[str]] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.heard.append([])
                with connection, connection.makefile("rwb", buffering=0) as wire:
                    wire.write(b"220 hello\r\n")
                    self.converse(wire)

    def converse(self, wire: Any) -> None:
        usual = {"EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}
        letter, in_data = 0, False
        while line := wire.readline():
            if in_data and line != b".\r\n":
                continue
            word = "." if in_data else line.split()[0].decode().upper()
            self.heard[-1].append(line.decode().strip())
            letter += word == "MAIL"
            said = self.answer(len(self.heard), letter, word)
            in_data = word == "DATA" and said is None
            said = usual.get(word, "250 ok") if said is None else said
            wire.write(f"{said}\r\n".encode() if said else b"")
            if not said or said.startswith(("421", "221")):
                return

    def words(self, connection: int) -> list[str]:
        return [line.split()[0].upper() for line in self.heard[connection]]


@contextmanager
def a_server(answer: Answer = lambda *_: None) -> Iterator[tuple[Server, SmtpMailer]]:
    server = Server(answer)
    with closing(server.socket), closing(SmtpMailer(server.url, sender=SENDER)) as mailer:
        yield server, mailer


@pytest.mark.parametrize(
    ("refused", "said", "fault", "told"),
    [
        ("RCPT", "550 no such ivanna@example.org", Undeliverable, "recipient refused 550"),
        ("RCPT", "451 later", NotSent, "recipient refused 451"),
        ("MAIL", "550 not from you", NotSent, "SMTPSenderRefused 550"),
        (".", "554 spam from ivanna@example.org", NotSent, "SMTPDataError 554"),
        ("DATA", "421 closing", NotSent, "SMTPDataError 421"),
    ],
)
def test_a_refusal_is_told_without_naming_anybody(
    refused: str, said: str, fault: type[NotSent], told: str
) -> None:
    def answer(_connection: int, _letter: int, word: str) -> str | None:
        return said if word == refused else None

    with a_server(answer) as (_, mailer), pytest.raises(NotSent) as refusal:
        mailer.send(a_letter())
    assert type(refusal.value) is fault
    assert str(refusal.value) == told


def test_a_server_that_takes_it_gets_it() -> None:
    with a_server() as (server, mailer):
        mailer.send(a_letter())
        assert "rcpt TO:<ivanna@example.org>" in server.heard[0]
        assert server.words(0) == ["EHLO", "MAIL", "RCPT", "DATA", "."]


def test_many_letters_are_one_connection() -> None:
    with a_server() as (server, mailer):
        for n in range(30):
            mailer.send(a_letter(n))
        assert len(server.heard) == 1
        assert server.words(0).count(".") == 30


@pytest.mark.parametrize(("word", "said"), [("RCPT", "550 nobody"), (".", "554 no")])
def test_a_refused_letter_does_not_end_the_connection(word: str, said: str) -> None:
    with a_server(lambda _, letter, at: said if (letter, at) == (2, word) else None) as (
        server,
        mailer,
    ):
        mailer.send(a_letter(1))
        with pytest.raises(NotSent):
            mailer.send(a_letter(2))
        mailer.send(a_letter(3))
        assert len(server.heard) == 1
        assert "RSET" in server.words(0)
        assert server.words(0).count("MAIL") == 3


@pytest.mark.parametrize("said", ["421 enough", "451 too many letters in this session", ""])
def test_a_connection_that_takes_no_more_letters_is_replaced(said: str) -> None:
    """Nothing of the letter was sent yet, so that it goes at once, over another."""

    def answer(_connection: int, letter: int, word: str) -> str | None:
        return said if word == "MAIL" and letter > 5 else None

    with a_server(answer) as (server, mailer):
        for n in range(12):
            mailer.send(a_letter(n))
        assert [server.words(n).count(".") for n in range(3)] == [5, 5, 2]


def test_a_letter_whose_content_went_is_not_sent_again_at_once() -> None:
    """It may have been taken: the outbox tries again, as the same letter."""
    with a_server(lambda _, letter, word: "" if (letter, word) == (2, ".") else None) as (
        server,
        mailer,
    ):
        mailer.send(a_letter(1))
        with pytest.raises(NotSent, match="SMTPServerDisconnected"):
            mailer.send(a_letter(2))
        assert sum(server.words(n).count(".") for n in range(len(server.heard))) == 2
        mailer.send(a_letter(3))
        assert len(server.heard) == 2


@pytest.mark.parametrize(("setting", "value"), [("MOST_LETTERS", 1), ("IDLE_S", -1.0)])
def test_a_worn_connection_is_left_politely(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: float
) -> None:
    monkeypatch.setattr(smtp, setting, value)
    with a_server() as (server, mailer):
        mailer.send(a_letter(1))
        mailer.send(a_letter(2))
        assert server.words(0)[-1] == "QUIT"
        assert len(server.heard) == 2


def test_no_server_is_a_reason_to_try_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        SmtpMailer(f"smtp://127.0.0.1:{port}", sender=SENDER).send(a_letter())


def test_a_password_is_not_said_in_the_clear() -> None:
    server = Server(lambda *_: None)
    with closing(server.socket):
        mailer = SmtpMailer(server.url.replace("//", "//me:secret@"), sender=SENDER)
        with pytest.raises(NotSent, match=smtplib.SMTPNotSupportedError.__name__):
            mailer.send(a_letter())
    assert not any("AUTH" in line for heard in server.heard for line in heard)


def test_certificates_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ssl.SSLContext] = []
    make = ssl.create_default_context

    def counted() -> ssl.SSLContext:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", counted)
    mailer = SmtpMailer("smtps://127.0.0.1:9", sender=SENDER)
    for _ in range(3):
        with pytest.raises(NotSent):
            mailer.send(a_letter())
    assert len(made) == 1
