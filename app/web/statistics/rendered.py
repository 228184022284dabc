"""Pages that everybody reads alike, kept in this process as they were rendered."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import NamedTuple


class RenderedPage(NamedTuple):
    """A page's HTML and the ETag of exactly this text."""

    html: str
    etag: str


class RenderedPages:
    """The pages that were asked for last, at most so many, by all that they were made of."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[Hashable, RenderedPage] = OrderedDict()
        self._lock = Lock()

    def page(self, made_of: Hashable, render: Callable[[], str]) -> RenderedPage:
        """Return the page that was rendered of the same, else render it."""
        with self._lock:
            if (kept := self._pages.get(made_of)) is not None:
                self._pages.move_to_end(made_of)
                return kept
        made = rendered(render())
        with self._lock:
            self._pages[made_of] = made
            if len(self._pages) > self._most:
                self._pages.popitem(last=False)
        return made


def rendered(html: str) -> RenderedPage:
    """Return the page with its ETag."""
    return RenderedPage(html, sha256(html.encode()).hexdigest()[:24])
