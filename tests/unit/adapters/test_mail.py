"""Letters travel whole, once for each key, with nothing of a stranger's in their headers."""

import smtplib
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

import pytest

from app.adapters.letters import Letter
from app.adapters.mail import LetterFolder, NotSent, Undeliverable, message_of
from app.adapters.smtp import SmtpMailer
from app.adapters.wakeups import Wakeup
from app.jobs.delivery.retries import FIRST_PAUSE, LONGEST_PAUSE, pause_before
from tests.values import present

SENDER = "Відкрите Місто <noreply@city.example>"


def a_letter(**given: Any) -> Letter:
    return Letter(
        **dict[str, Any](
            {
                "key": "event:7:subscription:3",
                "to": "ivanna@example.org",
                "subject": "Повідомлення № 12: отримано",
                "text": "Дякуємо.\n",
                "html": "<p>Дякуємо.</p>",
                "written_at": datetime(2026, 6, 1, tzinfo=UTC),
            }
        )
        | given
    )


def read(folder: Path) -> list[EmailMessage]:
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


def test_a_letter_says_it_in_text_and_in_html(tmp_path: Path) -> None:
    LetterFolder(tmp_path / "mail", sender=SENDER).send(
        a_letter(unsubscribe_url="https://city.example/end", thread="report:1")
    )
    (message,) = read(tmp_path / "mail")
    assert message["Subject"] == "Повідомлення № 12: отримано"
    assert message["To"] == "ivanna@example.org"
    assert message["From"].addresses[0].display_name == "Відкрите Місто"
    assert present(message.get_body(("plain",))).get_content() == "Дякуємо.\n"
    assert present(message.get_body(("html",))).get_content().strip() == "<p>Дякуємо.</p>"
    assert message["List-Unsubscribe"] == "<https://city.example/end>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Content-Language"] == "uk"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"].endswith("@city.example>")


def test_a_long_unsubscribe_link_stays_whole(tmp_path: Path) -> None:
    """A mail program reads the header's bytes: an encoded or broken link is none."""
    link = f"https://city.example/pokrov/subscriptions/{'IjEi.C8R_nj-' * 12}/end"
    LetterFolder(tmp_path, sender=SENDER).send(a_letter(unsubscribe_url=link))
    (path,) = tmp_path.glob("*.eml")
    assert f"\nList-Unsubscribe: <{link}>\n".encode() in path.read_bytes()
    on_the_wire = message_of(a_letter(unsubscribe_url=link), SENDER).as_bytes()
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in on_the_wire


def test_a_subject_is_read_as_it_was_written_however_it_is_folded(tmp_path: Path) -> None:
    """Readers drop what stands between two encoded words: a space at a fold must lie inside one."""
    words = ("Повідомлення", "№", "12:", "(яма)", "–", "що", "«колія»", "👷🏽", "No.", "вода?")
    for first, count in product(range(len(words)), range(1, 30)):
        subject = " ".join(islice(cycle(words), first, first + count))
        wire = message_of(a_letter(subject=subject), SENDER).as_bytes()
        assert message_from_bytes(wire, policy=policy.default)["Subject"] == subject
        head = wire.partition(b"Subject: ")[2].partition(b"\r\nDate: ")[0]
        assert all(len(line) <= 76 for line in head.split(b"\r\n"))
    LetterFolder(tmp_path, sender=SENDER).send(a_letter(subject=subject))
    assert read(tmp_path)[0]["Subject"] == subject


def test_the_same_letter_is_one_file_with_one_message_id(tmp_path: Path) -> None:
    folder = LetterFolder(tmp_path, sender=SENDER)
    for _ in range(2):
        folder.send(a_letter())
    assert len(read(tmp_path)) == 1
    ids = {message_of(a_letter(text=text), SENDER)["Message-ID"] for text in ("a", "b")}
    assert len(ids) == 1


def test_different_letters_never_share_a_file(tmp_path: Path) -> None:
    folder = LetterFolder(tmp_path, sender=SENDER)
    for key in ("sign-in:1", "sign:in:1", "sign-in/1", "../sign-in:1"):
        folder.send(a_letter(key=key))
    assert len(read(tmp_path)) == 4
    assert len(list(tmp_path.parent.glob("*.eml"))) == 0


def test_nobody_else_on_the_machine_reads_letters(tmp_path: Path) -> None:
    LetterFolder(tmp_path / "mail", sender=SENDER).send(a_letter())
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "mail").iterdir())


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b\r\nBcc: c@d", "a@b\nBcc: c@d", "a@@b", "a@b, c@d", "@", "a b@c.d", "a@b\0"],
)
def test_what_is_no_address_gets_no_letter(address: str) -> None:
    with pytest.raises(Undeliverable):
        message_of(a_letter(to=address), SENDER)


class Server:
    """Speaks just enough SMTP to say no at the place a test is about."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.heard: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        connection, _ = self.socket.accept()
        with connection, connection.makefile("rwb", buffering=0) as wire:
            wire.write(b"220 hello\r\n")
            in_data = False
            while line := wire.readline():
                self.heard.append(line.decode().strip())
                if in_data and line != b".\r\n":
                    continue
                word = "." if in_data else line.split()[0].decode().upper()
                in_data = word == "DATA" and word not in self.answers
                usual = {"EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}
                wire.write(self.answers.get(word, usual.get(word, "250 ok")).encode() + b"\r\n")


@pytest.mark.parametrize(
    ("answers", "fault", "said"),
    [
        ({"RCPT": "550 no such ivanna@example.org"}, Undeliverable, "recipient refused 550"),
        ({"RCPT": "451 later"}, NotSent, "recipient refused 451"),
        ({"MAIL": "550 not from you"}, NotSent, "SMTPSenderRefused 550"),
        ({".": "554 spam from ivanna@example.org"}, NotSent, "SMTPDataError 554"),
        ({"DATA": "421 closing"}, NotSent, "SMTPDataError 421"),
    ],
)
def test_a_refusal_is_told_without_naming_anybody(
    answers: dict[str, str], fault: type[NotSent], said: str
) -> None:
    server = Server(answers)
    with pytest.raises(NotSent) as refusal:
        SmtpMailer(server.url, sender=SENDER).send(a_letter())
    assert type(refusal.value) is fault
    assert str(refusal.value) == said
    server.socket.close()


def test_a_server_that_takes_it_gets_it() -> None:
    server = Server({})
    SmtpMailer(server.url, sender=SENDER).send(a_letter())
    assert "rcpt TO:<ivanna@example.org>" in server.heard
    assert "DATA" in [word.upper() for word in server.heard]
    server.socket.close()


def test_no_server_is_a_reason_to_try_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        SmtpMailer(f"smtp://127.0.0.1:{port}", sender=SENDER).send(a_letter())


def test_a_password_is_not_said_in_the_clear() -> None:
    server = Server({})
    with pytest.raises(NotSent, match=smtplib.SMTPNotSupportedError.__name__):
        SmtpMailer(server.url.replace("//", "//me:secret@"), sender=SENDER).send(a_letter())
    assert not any("AUTH" in line for line in server.heard)
    server.socket.close()


def test_a_redis_that_is_down_is_asked_once_and_then_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    now = 100.0
    monkeypatch.setattr(socket.socket, "connect", refuse_into(asked))
    monkeypatch.setattr(time, "monotonic", lambda: now)
    wake = Wakeup(f"unix://{tmp_path}/no.sock")
    for _ in range(1000):
        wake()
    assert len(asked) == 1
    now += 6
    wake()
    assert len(asked) == 2


def refuse_into(asked: list[str]) -> Callable[..., None]:
    def connect(self: socket.socket, address: str) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    return connect


def test_pauses_double_up_to_a_longest() -> None:
    pauses = [pause_before(attempt, 0.5) for attempt in (1, 2, 3, 30)]
    assert pauses == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4, LONGEST_PAUSE]
    assert pause_before(1, 0.0) < FIRST_PAUSE < pause_before(1, 1.0)
