"""Sends letters to a mail server, many over one connection."""

import smtplib
import ssl
import time
from email.utils import parseaddr
from functools import cached_property
from urllib.parse import unquote, urlsplit

from app.adapters.letters import Letter
from app.adapters.mail import NotSent, Undeliverable, message_of

# Per step of the SMTP session, so that a silent server cannot block a worker.
TIMEOUT_S = 20
# A connection that was idle for longer is replaced: servers close theirs after some minutes.
IDLE_S = 20.0
# Servers limit the letters of a connection, many of them to a hundred.
MOST_LETTERS = 100
_PERMANENT = range(500, 600)
_CLOSING = 421


class Connection:
    """A connection to the server, with the number of letters that it has begun."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server
        self._used_at = time.monotonic()
        self.letters = 0

    @property
    def worn(self) -> bool:
        """Return whether the next letter should have another connection."""
        return self.letters >= MOST_LETTERS or time.monotonic() - self._used_at > IDLE_S

    def begin(self, sender: str) -> None:
        """Begin a letter; raise SMTPException or OSError with nothing sent of it."""
        self.letters += 1
        self._judge(smtplib.SMTPSenderRefused, self._server.mail(sender), sender)

    def finish(self, recipient: str, content: bytes) -> None:
        """Name the recipient and send the content; raise SMTPException or OSError."""
        code, answer = self._server.rcpt(recipient)
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, answer)})
        self._judge(smtplib.SMTPDataError, self._server.data(content))
        self._used_at = time.monotonic()

    def reset(self) -> None:
        """Forget a letter that was refused; the next one goes over the same connection."""
        self._server.rset()

    def close(self) -> None:
        """Take leave of the server, if it still listens."""
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._server.close()

    def drop(self) -> None:
        """Close the connection without a word: after an error its state is not known."""
        self._server.close()

    @staticmethod
    def _judge(
        error: type[smtplib.SMTPResponseException], answer: tuple[int, bytes], *more: str
    ) -> None:
        if answer[0] != 250:
            raise error(*answer, *more)


class SmtpMailer:
    """Sends letters through the server at smtp://[user:password@]host[:port], or smtps.

    Not for several threads: a worker sends one letter after another.
    """

    def __init__(self, url: str, *, sender: str) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._sender_address = parseaddr(sender)[1]
        self._connection: Connection | None = None

    def send(self, letter: Letter) -> None:
        """Send the letter; raise NotSent or Undeliverable without the address in the message."""
        message = message_of(letter, self._sender)
        recipient, content = message["To"].addresses[0].addr_spec, message.as_bytes()
        try:
            self._begin().finish(recipient, content)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            self._recover(code)
            error_class = Undeliverable if code in _PERMANENT else NotSent
            raise error_class(f"recipient refused {code}") from None
        except smtplib.SMTPResponseException as answer:
            self._recover(answer.smtp_code)
            raise NotSent(f"{type(answer).__name__} {answer.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotSent(type(error).__name__) from None

    def close(self) -> None:
        """Close the connection; the next letter opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _begin(self) -> Connection:
        """Begin a letter on the open connection or, if it has ended meanwhile, on a new one.

        Only the beginning is tried twice: a letter whose content was sent may have been taken.
        """
        if self._connection is not None and self._connection.worn:
            self.close()
        if self._connection is not None:
            try:
                self._connection.begin(self._sender_address)
            except (smtplib.SMTPException, OSError):
                self._drop()
            else:
                return self._connection
        self._connection = Connection(self._connect())
        self._connection.begin(self._sender_address)
        return self._connection

    def _recover(self, code: int) -> None:
        """Ready the connection for the next letter, unless the server is closing it."""
        if self._connection is None or code == _CLOSING:
            self._drop()
            return
        try:
            self._connection.reset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.drop()
            self._connection = None

    def _connect(self) -> smtplib.SMTP:
        """Connect, with TLS if the URL or the server supports it."""
        host = self._server.hostname or "localhost"
        if self._server.scheme == "smtps":
            port = self._server.port or 465
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_S, context=self._tls
            )
        else:
            server = smtplib.SMTP(host, self._server.port or 25, timeout=TIMEOUT_S)
        try:
            self._introduce(server)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP) -> None:
        """Greet and, if need be, encrypt and sign in."""
        server.ehlo_or_helo_if_needed()
        # Passwords are never sent unencrypted: without STARTTLS the letter is not sent.
        if self._server.scheme == "smtp" and (self._server.username or server.has_extn("starttls")):
            server.starttls(context=self._tls)
            server.ehlo_or_helo_if_needed()
        if self._server.username:
            server.login(unquote(self._server.username), unquote(self._server.password or ""))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Return the context for TLS: made once, since it reads every authority's certificate."""
        return ssl.create_default_context()
