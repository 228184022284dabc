"""Photos are kept under keys that lead nowhere else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.storage import PhotoFolder, PhotosInMemory, new_key


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoFolder | PhotosInMemory:
    return PhotoFolder(tmp_path / "photos") if request.param == "folder" else PhotosInMemory()


def test_an_original_is_kept_until_it_is_dropped(store: PhotoFolder | PhotosInMemory) -> None:
    key = new_key()
    store.keep_incoming(key, b"original")
    assert store.incoming(key) == b"original"
    store.drop_incoming(key)
    store.drop_incoming(key)
    assert store.incoming(key) is None


def test_sizes_are_kept_apart_and_replaced(store: PhotoFolder | PhotosInMemory) -> None:
    key = new_key()
    store.put(key, "large", b"first")
    store.put(key, "large", b"second")
    assert (store.open(key, "large"), store.open(key, "thumb")) == (b"second", None)


def test_discarding_leaves_nothing(store: PhotoFolder | PhotosInMemory) -> None:
    key = new_key()
    store.keep_incoming(key, b"original")
    store.put(key, "large", b"large")
    store.discard(key)
    assert (store.incoming(key), store.open(key, "large")) == (None, None)


def test_an_original_cannot_be_opened_as_a_size(store: PhotoFolder | PhotosInMemory) -> None:
    key = new_key()
    store.keep_incoming(key, b"original")
    with pytest.raises(ValueError, match="not a size"):
        store.open(key, "incoming")


def test_old_originals_are_named(store: PhotoFolder | PhotosInMemory) -> None:
    key = new_key()
    store.keep_incoming(key, b"original")
    now = datetime.now(UTC)
    assert list(store.incoming_before(now - timedelta(hours=1))) == []
    assert list(store.incoming_before(now + timedelta(hours=1))) == [key]


@pytest.mark.parametrize(
    "key", ["", "..", "../../etc/passwd", "/etc/passwd", "a" * 7, "a/b" * 5, "a.b" * 5, "ключ" * 4]
)
def test_a_key_leads_nowhere_else(tmp_path: Path, key: str) -> None:
    store = PhotoFolder(tmp_path / "photos")
    for deed in (store.incoming, store.discard, store.drop_incoming):
        with pytest.raises(ValueError, match="not the key"):
            deed(key)
    with pytest.raises(ValueError, match="not the key"):
        store.put(key, "large", b"")


def test_nobody_else_on_the_machine_reads_photos(tmp_path: Path) -> None:
    store = PhotoFolder(tmp_path / "photos")
    store.keep_incoming(new_key(), b"original")
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "photos").rglob("*"))
    assert (tmp_path / "photos").stat().st_mode & 0o077 == 0
