"""Letters travel whole, once for each key, with nothing of a stranger's in their headers."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

import pytest

from app.adapters.letters import Letter
from app.adapters.mail import LetterFolder, Undeliverable, message_of
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


@pytest.mark.parametrize(
    "name",
    [
        "Покровська громада",
        'Ім\'я, з "лапками" <чуже@example.org>; і ще',
        "a" * 300,
        "Дуже довга назва громади, якої не буває " * 3,
    ],
)
def test_the_hromada_is_the_senders_name(tmp_path: Path, name: str) -> None:
    letter = a_letter(sender_name=name, reply_to="rada@pokrov.example")
    LetterFolder(tmp_path, sender=SENDER).send(letter)
    wire = message_of(letter, SENDER).as_bytes()
    for message in (*read(tmp_path), message_from_bytes(wire, policy=policy.default)):
        assert message["From"].addresses[0].addr_spec == "noreply@city.example"
        assert message["Reply-To"] == "rada@pokrov.example"
    # Not by Python's own reading of addresses, which keeps the space between two encoded words.
    shown, address = parseaddr(message_from_bytes(wire)["From"])
    assert (str(make_header(decode_header(shown))), address) == (name[:100], "noreply@city.example")
    assert max(map(len, wire.splitlines())) < 998


@pytest.mark.parametrize("injected", ["\r\nBcc: x@example.org", "\nX: y", "\0", "\u2028Bcc: x"])
def test_a_name_or_contact_adds_no_header(injected: str) -> None:
    letter = a_letter(sender_name=f"Громада{injected}", reply_to=f"a@example.org{injected}")
    message = message_from_bytes(message_of(letter, SENDER).as_bytes(), policy=policy.default)
    assert message["Bcc"] is message["X"] is message["Reply-To"] is None
    assert message["From"].addresses[0].addr_spec == "noreply@city.example"


def test_the_installations_letters_are_its_own() -> None:
    message = message_of(a_letter(), SENDER)
    assert message["From"].addresses[0].display_name == "Відкрите Місто"
    assert message["Reply-To"] is None


def test_a_mark_travels_inside_the_letter(tmp_path: Path) -> None:
    letter = a_letter(html='<img src="cid:mark" alt="Громада">', mark=b"\x89PNG...")
    LetterFolder(tmp_path / "mail", sender=SENDER).send(letter)
    (message,) = read(tmp_path / "mail")
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    picture = list(message.walk())[-1]
    assert picture["Content-ID"] == "<mark>"
    assert picture.get_content() == letter.mark
    assert present(message.get_body(("plain",))).get_content()
    assert present(message.get_body(("html",))).get_content().strip() == letter.html
