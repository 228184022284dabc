"""Letters: by SMTP, or as .eml files where no mail server is set."""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.adapters.letters import Letter

# A line with encoded words has 76 characters; Header leaves the blank before them out of account.
_LINE = 75


class _WholeWhenRead(EmailPolicy):
    """Folds headers as usual, but for those that Python's folding breaks for their readers."""

    def fold(self, name: str, value: str) -> str:
        """Return the header as lines."""
        return self._unbroken(name, value) or str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the header as lines in bytes."""
        lines = self._unbroken(name, value)
        return lines.encode("ascii") if lines else super().fold_binary(name, value)

    def _unbroken(self, name: str, value: str) -> str:
        """Return the lines of a link or of a subject that is not ASCII; "" for all others.

        A link stays one ASCII word (RFC 8058). A subject is encoded whole: Python puts a space
        between two encoded words, where readers drop it (RFC 2047, section 6.2).
        """
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject" and not value.isascii():
            words = Header(value, "utf-8", maxlinelen=_LINE, header_name=name)
            return f"{name}: {words.encode(linesep=self.linesep)}{self.linesep}"
        return ""


ON_THE_WIRE = _WholeWhenRead(linesep="\r\n")
IN_A_FILE = _WholeWhenRead()

# Each step of the conversation with the server, so that a silent one cannot hold a worker.
TIMEOUT_S = 20
_PERMANENT = range(500, 600)


class NotSent(Exception):
    """The letter did not go; trying again may help. Says why without naming anybody."""


class Undeliverable(NotSent):
    """The server will never take a letter for this address."""


class Mailer(Protocol):
    """Sends letters."""

    def send(self, letter: Letter) -> None:
        """Send the letter; raise NotSent or Undeliverable."""


class LetterFolder:
    """Keeps each letter as one .eml file, named by its key: the same letter is the same file."""

    def __init__(self, root: Path, *, sender: str) -> None:
        self._root = root
        self._sender = sender

    def send(self, letter: Letter) -> None:
        """Write the letter beside, then rename: there is never half a letter."""
        content = message_of(letter, self._sender, encoding="8bit").as_bytes(policy=IN_A_FILE)
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._root / f"{file_name(letter.key)}.eml"
        draft = path.with_suffix(f".{os.getpid()}.part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


class SmtpMailer:
    """Hands letters to the mail server at smtp://[user:password@]host[:port], or smtps."""

    def __init__(self, url: str, *, sender: str) -> None:
        self._server = urlsplit(url)
        self._sender = sender

    def send(self, letter: Letter) -> None:
        """Hand the letter over; raise NotSent or Undeliverable without the address in it."""
        message = message_of(letter, self._sender)
        try:
            with self._conversation() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            fault = Undeliverable if code in _PERMANENT else NotSent
            raise fault(f"recipient refused {code}") from None
        except smtplib.SMTPResponseException as answer:
            raise NotSent(f"{type(answer).__name__} {answer.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from None

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        """Open the connection, encrypted where the address or the server says so."""
        host, tls = self._server.hostname or "localhost", ssl.create_default_context()
        if self._server.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._server.port or 465, timeout=TIMEOUT_S, context=tls
            )
        else:
            server = smtplib.SMTP(host, self._server.port or 25, timeout=TIMEOUT_S)
        with server:
            server.ehlo()
            # A password is never said in the clear: STARTTLS must work, or the letter waits.
            if self._server.scheme == "smtp" and (
                self._server.username or server.has_extn("starttls")
            ):
                server.starttls(context=tls)
            if self._server.username:
                server.login(unquote(self._server.username), unquote(self._server.password or ""))
            yield server


@dataclass
class MailInMemory:
    """Keeps letters for the length of a test; ``fault`` is raised instead when set."""

    letters: list[Letter]
    fault: Exception | None = None

    def send(self, letter: Letter) -> None:
        """Keep the letter."""
        if self.fault is not None:
            raise self.fault
        self.letters.append(letter)


def message_of(letter: Letter, sender: str, *, encoding: str | None = None) -> EmailMessage:
    """Return the letter as text and HTML, with the headers that mail programs act upon.

    ``encoding`` is that of both parts (8bit keeps a file legible); else what the wire needs.
    Raises Undeliverable for an address that is none: nothing of it can become a header.
    """
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=ON_THE_WIRE)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = _recipient(letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{message_id(letter.key)}@{domain}>"
    if letter.thread:
        message["References"] = f"<{message_id(letter.thread)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte=encoding)
    message.add_alternative(letter.html, subtype="html", cte=encoding)
    # Only now: making parts takes such headers along into the first of them.
    message["Content-Language"] = letter.language
    return message


def message_id(key: str) -> str:
    """Return the same unguessable-looking mark for the same key, before the @ of a Message-ID."""
    return sha256(key.encode()).hexdigest()[:32]


def file_name(key: str) -> str:
    """Return a file's name that tells the key to people and differs between keys."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")[:80]
    return f"{readable}.{message_id(key)[:8]}"


def _recipient(address: str) -> Address:
    try:
        if not address.isprintable():
            raise ValueError(address)
        return Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("not an address") from None
