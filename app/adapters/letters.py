"""What a letter is, however it travels."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to go to one address, in plain text and in HTML.

    ``key`` makes it the same letter when it is sent again; ``thread`` is the key that all
    letters about one thing share.
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
