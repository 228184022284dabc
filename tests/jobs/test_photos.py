"""A photo becomes fit to be shown or leaves nothing behind; its original goes in any case."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.fence import Fence
from app.adapters.storage import PhotosInMemory, new_key
from app.db import Database
from app.jobs import photos
from app.jobs.delivery.consumer import process_entry
from app.jobs.delivery.queues import LeasedEntry
from app.jobs.photos import reencode_photo
from app.models.outbox import Outbox
from app.models.reports import ReportPhoto
from app.operations.outbox import PHOTOS
from app.services import services, services_of
from tests.builders import a_report, a_working_hromada
from tests.values import present


@pytest.fixture
def store(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PhotosInMemory]:
    kept = PhotosInMemory()
    monkeypatch.setattr(services_of(app), "photos", kept)
    with app.app_context():
        yield kept


def a_photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (2000, 1000), "green").save(out, "JPEG")
    return out.getvalue()


def owed(
    database: Database, store: PhotosInMemory, content: bytes | None
) -> tuple[LeasedEntry, str]:
    key = new_key()
    if content is not None:
        store.keep_incoming(key, content)
    with database.transaction() as session:
        report = a_report(session, a_working_hromada(session), photos=(key,))
        row = session.scalars(select(Outbox).where(Outbox.queue == PHOTOS)).one()
        return LeasedEntry(row.id, report.hromada_id, 0), key


def photo_and_row(database: Database, hand: LeasedEntry) -> tuple[ReportPhoto, Outbox]:
    with database.reading(hand.hromada_id) as session:
        return session.scalars(select(ReportPhoto)).one(), session.get_one(Outbox, hand.outbox_id)


def test_a_good_photo_is_ready_in_both_sizes(database: Database, store: PhotosInMemory) -> None:
    hand, key = owed(database, store, a_photo())
    process_entry(database, reencode_photo, hand)
    photo, row = photo_and_row(database, hand)
    assert (photo.state, photo.width, photo.height) == ("ready", 1600, 800)
    assert row.done_at is not None
    assert present(store.open(key, "large")).startswith(b"\xff\xd8")
    assert present(store.open(key, "thumb")).startswith(b"\xff\xd8")
    assert store.incoming(key) is None


def test_a_bad_photo_is_refused_and_leaves_nothing(
    database: Database, store: PhotosInMemory
) -> None:
    hand, key = owed(database, store, a_photo()[:400])
    process_entry(database, reencode_photo, hand)
    photo, row = photo_and_row(database, hand)
    assert (photo.state, row.dead_at) == ("refused", None)
    assert (store.incoming(key), store.open(key, "large")) == (None, None)


def test_a_photo_whose_original_is_gone_is_refused(
    database: Database, store: PhotosInMemory
) -> None:
    hand, _ = owed(database, store, None)
    process_entry(database, reencode_photo, hand)
    assert photo_and_row(database, hand)[0].state == "refused"


def test_a_fence_that_is_down_is_tried_again(
    database: Database, store: PhotosInMemory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hand, key = owed(database, store, a_photo())
    stale = tmp_path / "fence.sock"
    stale.touch()
    monkeypatch.setattr(services(), "fence", Fence(stale))
    process_entry(database, reencode_photo, hand)
    photo, row = photo_and_row(database, hand)
    assert (photo.state, row.attempts, row.done_at) == ("pending", 1, None)
    assert store.incoming(key) is not None


def test_the_original_stays_until_the_mark_is_committed(
    database: Database, store: PhotosInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash before the commit leaves all that is needed to do it again."""
    hand, key = owed(database, store, a_photo())
    seen = []
    done = photos.reencode_photo

    def watched(session: Session, row: Outbox) -> Callable[[], None] | None:
        afterwards = done(session, row)
        seen.append(store.incoming(key) is not None)
        return afterwards

    process_entry(database, watched, hand)
    assert seen == [True]
    assert store.incoming(key) is None
