"""A full disk is said, and nothing half written stays."""

import errno
from pathlib import Path

import pytest

from app.adapters.cards import CardFolder
from app.adapters.room import NoRoom, needing_room
from app.adapters.storage import PhotoFolder, new_key
from app.adapters.uploads import UploadFolder
from app.errors import status_of


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def half(path: Path) -> None:
    path.write_bytes(b"half of it")
    full()


def test_an_upload_leaves_nothing_and_may_come_again(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match="Send it again later") as refusal:
        UploadFolder(tmp_path).keep("a.osm.pbf", half)
    assert status_of(refusal.value) == 503
    assert list(tmp_path.iterdir()) == []


def test_a_photo_leaves_nothing_and_may_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NoRoom):
        PhotoFolder(tmp_path).keep_incoming(new_key(), b"a photo")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_card_is_shown_though_it_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "write_bytes", full)
    folder = CardFolder(tmp_path)
    folder.keep(b"a card", "words")
    assert folder.read("words") is None


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(PermissionError), needing_room():
        raise PermissionError(errno.EACCES, "no")
