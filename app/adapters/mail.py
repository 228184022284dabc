"""Mailers: SMTP, or .eml files if no mail server is configured."""

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

# Encoded-word lines have at most 76 characters; Header does not count their leading space.
_LINE = 75


class _HeaderPolicy(EmailPolicy):
    """Folds headers as usual, except those that Python folds wrongly."""

    def fold(self, name: str, value: str) -> str:
        """Return the folded header."""
        return self._unbroken(name, value) or str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the folded header in bytes."""
        lines = self._unbroken(name, value)
        return lines.encode("ascii") if lines else super().fold_binary(name, value)

    def _unbroken(self, name: str, value: str) -> str:
        """Return the lines of List-Unsubscribe or a non-ASCII Subject; "" for other headers.

        A link stays one ASCII word (RFC 8058). A subject is encoded whole: Python puts a space
        between two encoded words, which readers drop (RFC 2047, section 6.2).
        """
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject" and not value.isascii():
            encoded = Header(value, "utf-8", maxlinelen=_LINE, header_name=name)
            return f"{name}: {encoded.encode(linesep=self.linesep)}{self.linesep}"
        return ""


SMTP_POLICY = _HeaderPolicy(linesep="\r\n")
FILE_POLICY = _HeaderPolicy()

# Per step of the SMTP session, so that a silent server cannot block a worker.
TIMEOUT_S = 20
_PERMANENT = range(500, 600)


class NotSent(Exception):
    """The letter was not sent and may be retried. The message has no personal data."""


class Undeliverable(NotSent):
    """The server refuses this address permanently."""


class Mailer(Protocol):
    """Sends letters."""

    def send(self, letter: Letter) -> None:
        """Send the letter; raise NotSent or Undeliverable."""


class LetterFolder:
    """Writes each letter to an .eml file named by its key, replacing an earlier copy."""

    def __init__(self, root: Path, *, sender: str) -> None:
        self._root = root
        self._sender = sender

    def send(self, letter: Letter) -> None:
        """Write a temporary file, then rename: a file never has half a letter."""
        content = message_of(letter, self._sender, encoding="8bit").as_bytes(policy=FILE_POLICY)
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._root / f"{file_name(letter.key)}.eml"
        partial = path.with_suffix(f".{os.getpid()}.part")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)


class SmtpMailer:
    """Sends letters through the server at smtp://[user:password@]host[:port], or smtps."""

    def __init__(self, url: str, *, sender: str) -> None:
        self._server = urlsplit(url)
        self._sender = sender

    def send(self, letter: Letter) -> None:
        """Send the letter; raise NotSent or Undeliverable without the address in the message."""
        message = message_of(letter, self._sender)
        try:
            with self._connection() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            error_class = Undeliverable if code in _PERMANENT else NotSent
            raise error_class(f"recipient refused {code}") from None
        except smtplib.SMTPResponseException as answer:
            raise NotSent(f"{type(answer).__name__} {answer.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from None

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """Connect, with TLS if the URL or the server supports it."""
        host, tls = self._server.hostname or "localhost", ssl.create_default_context()
        if self._server.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._server.port or 465, timeout=TIMEOUT_S, context=tls
            )
        else:
            server = smtplib.SMTP(host, self._server.port or 25, timeout=TIMEOUT_S)
        with server:
            server.ehlo()
            # Passwords are never sent unencrypted: without STARTTLS the letter is not sent.
            if self._server.scheme == "smtp" and (
                self._server.username or server.has_extn("starttls")
            ):
                server.starttls(context=tls)
            if self._server.username:
                server.login(unquote(self._server.username), unquote(self._server.password or ""))
            yield server


@dataclass
class MailInMemory:
    """Collects letters in memory, for tests; raises ``fault`` instead if it is set."""

    letters: list[Letter]
    fault: Exception | None = None

    def send(self, letter: Letter) -> None:
        """Append the letter, or raise ``fault``."""
        if self.fault is not None:
            raise self.fault
        self.letters.append(letter)


def message_of(letter: Letter, sender: str, *, encoding: str | None = None) -> EmailMessage:
    """Return the letter as a message in text and HTML, with the headers of automatic mail.

    ``encoding`` is that of both parts (8bit keeps a file legible), by default one fit for SMTP.
    Raises Undeliverable for an invalid address, which thus cannot inject headers.
    """
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=SMTP_POLICY)
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
    # Set last: add_alternative moves Content-* headers into the first part.
    message["Content-Language"] = letter.language
    return message


def message_id(key: str) -> str:
    """Return the local part of the Message-ID, a hash of the key."""
    return sha256(key.encode()).hexdigest()[:32]


def file_name(key: str) -> str:
    """Return a file name that shows the key and is unique to it."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")[:80]
    return f"{readable}.{message_id(key)[:8]}"


def _recipient(address: str) -> Address:
    try:
        if not address.isprintable():
            raise ValueError(address)
        return Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("not an address") from None
