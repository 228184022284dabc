"""What mailers send, and .eml files in place of a mail server; app.adapters.smtp sends."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import idna

from app.adapters.letters import Letter

# Written by us alone, each on one short line.
_UNSTRUCTURED = frozenset(
    {
        "auto-submitted",
        "content-language",
        "content-transfer-encoding",
        "date",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "message-id",
        "mime-version",
        "references",
    }
)
# Encoded-word lines have at most 76 characters; Header does not count their leading space.
_LINE = 75
_LONGEST_NAME = 100


class _HeaderPolicy(EmailPolicy):
    """Folds headers as usual, except those that Python folds wrongly; keeps simple ones."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401 - as Python's
        """Return name and value; ours without a structure are not parsed, which is dear."""
        if name.lower() in _UNSTRUCTURED and value.isascii() and value.isprintable():
            return name, value
        return super().header_store_parse(name, value)

    def fold(self, name: str, value: str) -> str:
        """Return the folded header."""
        return self._unbroken(name, value) or str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the folded header in bytes."""
        lines = self._unbroken(name, value)
        return lines.encode("ascii") if lines else super().fold_binary(name, value)

    def _unbroken(self, name: str, value: str) -> str:
        """Return the lines of List-Unsubscribe, a non-ASCII Subject or From; "" for other headers.

        A link stays one ASCII word (RFC 8058). Words are encoded whole: Python puts a space
        between two encoded words, which readers drop (RFC 2047, section 6.2).
        """
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject" and not value.isascii():
            encoded = Header(value, "utf-8", maxlinelen=_LINE, header_name=name)
            return f"{name}: {encoded.encode(linesep=self.linesep)}{self.linesep}"
        if name.lower() == "from" and not value.isascii():
            shown, address = parseaddr(value)
            encoded = Header(shown, "utf-8", maxlinelen=_LINE, header_name=name)
            lines = encoded.encode(linesep=self.linesep)
            return f"{name}: {lines}{self.linesep} <{address}>{self.linesep}"
        return ""


SMTP_POLICY = _HeaderPolicy(linesep="\r\n")
FILE_POLICY = _HeaderPolicy()


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
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = _from_header(sender, letter.sender_name)
    message["To"] = _recipient(letter.to)
    # A hromada's contact that is no address keeps no letter back.
    with suppress(Undeliverable):
        if letter.reply_to:
            message["Reply-To"] = _recipient(letter.reply_to)
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
    if letter.mark:
        _enclose(message, letter.mark)
    # Set last: add_alternative moves Content-* headers into the first part.
    message["Content-Language"] = letter.language
    return message


def _enclose(message: EmailMessage, mark: bytes) -> None:
    """Put the hromada's mark beside the HTML: no reader fetches anything to show it (RFC 2392)."""
    shown = message.get_body(("html",))
    if isinstance(shown, EmailMessage):
        shown.add_related(
            mark, "image", "png", cid="<mark>", disposition="inline", filename="mark.png"
        )


@lru_cache
def _from_header(sender: str, shown: str) -> Any:  # noqa: ANN401 - a class that Python makes
    """Return the parsed sender, the same for every letter of a hromada."""
    name, address = parseaddr(sender)
    name = "".join(c for c in " ".join(shown.split()) if c.isprintable())[:_LONGEST_NAME] or name
    return SMTP_POLICY.header_factory("From", str(Address(name, addr_spec=address)))


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
        name, sign, domain = address.rpartition("@")
        host = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
        if not name.isascii():
            raise ValueError(address)
        return Address(addr_spec=f"{name}{sign}{host}")
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("not an address") from None
