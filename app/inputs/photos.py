"""Uploaded photos: their number, names, and which of them cannot be accepted."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.domain.errors import Message, Rejected
from app.inputs.text import clean_line

MOST_PHOTOS = 5
_LONGEST_NAME = 60

# Checks a photo's header; raises Rejected if it cannot be accepted.
Judge = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class PhotoUpload:
    """A photo as it was sent; ``name`` is for messages about it."""

    name: str | Message
    content: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        return sha256(self.content).hexdigest()


def named_upload(raw_name: str | None, content: bytes, *, position: int) -> PhotoUpload:
    """Return the upload with its file name, short and clean, or its number."""
    name = clean_line(raw_name or "").replace("\\", "/").rsplit("/", 1)[-1]
    label = name[-_LONGEST_NAME:] or Message("Photo %(number)s", {"number": position + 1})
    return PhotoUpload(label, content)


def decoded_upload(raw: str, *, position: int) -> PhotoUpload:
    """Decode a photo from base64 or a ``data:`` URL; what cannot be decoded is empty."""
    body = raw.partition(",")[2] if raw.startswith("data:") else raw
    try:
        content = b64decode("".join(body.split()), validate=True)
    except (NotBase64, ValueError):
        content = b""
    return named_upload(None, content, position=position)


def faults_of_photos(uploads: Sequence[PhotoUpload], judge: Judge) -> list[tuple[str, Message]]:
    """Return the faults, file by file, with what to do about them."""
    if len(uploads) > MOST_PHOTOS:
        numbers = {"count": MOST_PHOTOS, "sent": len(uploads)}
        message = Message("At most %(count)s photos: you sent %(sent)s. Leave some out.", numbers)
        return [("photos", message)]
    return [("photos", fault) for upload in uploads if (fault := _fault_of(upload, judge))]


def _fault_of(upload: PhotoUpload, judge: Judge) -> Message | None:
    if not upload.content:
        return Message("%(name)s is empty or damaged. Choose it again.", {"name": upload.name})
    try:
        judge(upload.content)
    except Rejected as refusal:
        fault = Message(refusal.message, refusal.params)
        return Message("%(name)s: %(fault)s", {"name": upload.name, "fault": fault})
    return None
