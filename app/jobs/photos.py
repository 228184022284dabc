"""Re-encodes photos: the original is always deleted, an unreadable one leaves nothing."""

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from app.adapters.images import UnreadablePhoto, reencode
from app.jobs.delivery.consumer import process_batch
from app.models.outbox import Outbox
from app.models.reports import ReportPhoto
from app.services import services


def reencode_photos(batch: list[list[int | None]]) -> None:
    """Process a batch of the photos queue."""
    process_batch(services().database, reencode_photo, batch)


def reencode_photo(session: Session, row: Outbox) -> Callable[[], None] | None:
    """Re-encode a photo for display, or refuse it.

    The original is deleted only after the commit: until then the job can be retried.
    """
    store = services().photos
    photo = session.get(ReportPhoto, row.payload["photo_id"], with_for_update=True)
    if photo is None or photo.state != "pending":
        return None
    original = store.incoming(photo.storage_key)
    if original is None:
        photo.state = "refused"
        return None
    try:
        done = reencode(original, services().fence)
    except UnreadablePhoto:
        photo.state = "refused"
        return partial(store.discard, photo.storage_key)
    store.put(photo.storage_key, "large", done.large)
    store.put(photo.storage_key, "thumb", done.thumb)
    photo.state, photo.width, photo.height = "ready", done.width, done.height
    photo.look = done.look
    return partial(store.drop_incoming, photo.storage_key)
