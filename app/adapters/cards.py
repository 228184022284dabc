"""Cards for messengers, drawn in the fence and kept on disk as long as there is room."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from app.adapters.fence import Fence, Refused, TooHeavy
from app.adapters.room import NoRoom, needing_room
from app.domain.errors import Unavailable
from app.fence.protocol import CARD

MOST_FILES = 2_000


class CardFolder:
    """Files by what is drawn on them; beyond ``most`` those kept longest leave."""

    def __init__(self, root: Path, *, most: int = MOST_FILES) -> None:
        self._root = root
        self._most = most

    def read(self, *drawn: object) -> bytes | None:
        """Return the card of these, None if it is not here."""
        with suppress(FileNotFoundError):
            return self._path(drawn).read_bytes()
        return None

    def keep(self, content: bytes, *drawn: object) -> None:
        """Keep a card, unless the disk is full; a file never has half of it."""
        path = self._path(drawn)
        partial = path.with_suffix(f".{os.getpid()}.part")
        try:
            with needing_room():
                self._root.mkdir(parents=True, exist_ok=True)
                partial.write_bytes(content)
                partial.replace(path)
        except NoRoom:
            partial.unlink(missing_ok=True)
        self._make_room()

    def _path(self, drawn: tuple[object, ...]) -> Path:
        return self._root / f"{sha256(repr(drawn).encode()).hexdigest()[:32]}.png"

    def _make_room(self) -> None:
        kept = list(self._root.glob("*.png"))
        if len(kept) <= self._most:
            return
        with suppress(FileNotFoundError):  # another process makes room as well
            kept.sort(key=lambda path: path.stat().st_mtime)
            for path in kept[: len(kept) - self._most * 9 // 10]:
                path.unlink()


def drawn_card(fence: Fence, svg: str, *, words: dict[str, str], mark: str) -> bytes:
    """Return the card around a map of ours; raise Unavailable if it cannot be drawn now."""
    try:
        return fence.run("card", svg.encode(), limits=CARD, words=words, mark=mark)
    except (Refused, TooHeavy) as error:
        raise Unavailable("The picture cannot be drawn at this moment.") from error
