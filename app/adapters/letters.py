"""The letter that mailers send."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one address, in plain text and in HTML.

    ``key`` identifies the letter when it is sent again; letters about one subject share
    ``thread``. ``sender_name`` is shown instead of the installation's, ``reply_to`` hears answers.
    ``mark`` is a PNG that travels inside the letter and that ``html`` shows as ``cid:mark``.
    """

    key: str
    to: str
    subject: str
    text: str
    html: str
    written_at: datetime
    language: str = "uk"
    thread: str = ""
    unsubscribe_url: str = ""
    sender_name: str = ""
    reply_to: str = ""
    mark: bytes = b""
