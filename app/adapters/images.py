"""Uploaded photos: checked by their header, re-encoded inside the fence.

Untrusted bytes never reach an image library in this process.
"""

import re
import struct
from dataclasses import dataclass

from app.adapters.fence import Fence, NotNow, Refused, TooHeavy
from app.domain.errors import Rejected
from app.fence.protocol import MAX_PIXELS, PHOTO

MAX_BYTES = 15 * 1024 * 1024
MAX_LOGO_BYTES = 4 * 1024 * 1024

_FRAME = struct.Struct(">HHIIq")

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# Start-of-frame markers of JPEG: C0 to CF but for the tables and the arithmetic-coding extension.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FILL = 0xFF
# A progressive photo has about ten; each is decoded over the whole picture, and may be 75 bytes.
_MOST_SCANS = 64
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_SCAN, _END = b"\xda", b"\xd9"
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


class UnreadablePhoto(Exception):
    """The photo cannot or must not be decoded: it is refused permanently."""


class DecoderUnavailable(Exception):
    """The fence cannot take it for the moment; the photo itself may be valid."""


@dataclass(frozen=True, slots=True)
class PhotoHeader:
    """A photo's format (JPEG, PNG, WEBP, HEIF), width and height in pixels."""

    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ReencodedPhoto:
    """A photo safe to serve: JPEG without metadata, upright, in two sizes.

    ``look`` is its perceptual hash (64 bits, signed), or None for a nearly blank photo.
    """

    width: int
    height: int
    large: bytes
    thumb: bytes
    look: int | None = None


def check_photo(content: bytes) -> PhotoHeader:
    """Return the photo's header; raise Rejected if it is too large or of another format.

    Nothing is decoded: the photo may still turn out to be damaged.
    """
    if len(content) > MAX_BYTES:
        raise Rejected.on(
            "photos",
            "This photo is larger than %(megabytes)s MB. Send a smaller one.",
            megabytes=MAX_BYTES // 1024 // 1024,
        )
    facts = _facts(content)
    if facts is None or not facts.width or not facts.height:
        raise Rejected.on(
            "photos", "This file is not a photo that we can read. Send JPEG, PNG, WebP or HEIC."
        )
    if facts.width * facts.height > MAX_PIXELS:
        raise Rejected.on(
            "photos",
            "This photo has more than %(megapixels)s megapixels. Send a smaller one.",
            megapixels=MAX_PIXELS // 1_000_000,
        )
    return facts


def reencode(content: bytes, fence: Fence) -> ReencodedPhoto:
    """Return the photo in both sizes; raise UnreadablePhoto or DecoderUnavailable."""
    try:
        check_photo(content)
    except Rejected as refusal:
        raise UnreadablePhoto(refusal.message) from refusal
    try:
        return _unpacked(fence.run("photo", content, limits=PHOTO))
    except (Refused, TooHeavy) as refusal:
        # Too heavy: only a hostile photo reaches the limits.
        raise UnreadablePhoto(str(refusal)) from refusal
    except NotNow as error:
        raise DecoderUnavailable(type(error).__name__) from error


def reencode_logo(content: bytes, fence: Fence) -> bytes:
    """Return a coat of arms as a small PNG; raise Rejected, or NotNow where the fence is busy."""
    if content.lstrip()[:5].lower() in (b"<?xml", b"<svg ") or b"<svg" in content[:1024].lower():
        raise Rejected.on("logo", "A drawing (SVG) is not taken: save it as PNG and send that.")
    if len(content) > MAX_LOGO_BYTES:
        raise Rejected.on(
            "logo",
            "The picture is larger than %(megabytes)s MB. Send a smaller one.",
            megabytes=MAX_LOGO_BYTES // 1024 // 1024,
        )
    facts = _facts(content)
    if facts is None or facts.width * facts.height > MAX_PIXELS:
        raise Rejected.on("logo", "This file is not a picture that we can read. Send PNG or JPEG.")
    try:
        return fence.run("logo", content, limits=PHOTO)
    except (Refused, TooHeavy):
        raise Rejected.on(
            "logo", "This file is not a picture that we can read. Send PNG or JPEG."
        ) from None


def _unpacked(output: bytes) -> ReencodedPhoto:
    try:
        width, height, large, thumb, look = _FRAME.unpack_from(output)
    except struct.error as error:
        raise DecoderUnavailable("the decoder said too little") from error
    end = _FRAME.size + large
    if not large or not thumb or len(output) != end + thumb:
        raise DecoderUnavailable("the decoder was cut short")
    return ReencodedPhoto(width, height, output[_FRAME.size : end], output[end:], look or None)


def _facts(content: bytes) -> PhotoHeader | None:
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg_facts(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
            return PhotoHeader("PNG", *struct.unpack_from(">II", content, 16))
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return PhotoHeader("WEBP", *_webp_size(content))
        if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
            return PhotoHeader("HEIF", *_heif_size(content))
    except (struct.error, IndexError):
        pass
    return None


def _jpeg_facts(content: bytes) -> PhotoHeader | None:
    """Return the header; None for a bomb of scans, which would keep the decoder from others."""
    return PhotoHeader("JPEG", *_jpeg_size(content)) if _has_few_scans(content) else None


def _has_few_scans(content: bytes) -> bool:
    """Look at the markers of the first picture: phones append others, and films."""
    at = scans = 0
    for _ in range(4096):
        found = _MARKER.search(content, at + 2)
        if found is None or found[1] == _END:
            return True
        scans += found[1] == _SCAN
        if scans > _MOST_SCANS:
            return False
        at = found.start() + int.from_bytes(content[found.end() : found.end() + 2])
    return False


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Follow the markers to the header of the first frame."""
    at = 2
    for _ in range(4096):
        marker = content[at + 1]
        if content[at] != 0xFF:
            break
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return (width, height)
        if marker == _FILL:
            at += 1
        elif marker in _JPEG_ALONE:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return (0, 0)


def _webp_size(content: bytes) -> tuple[int, int]:
    """Read the canvas from the first chunk: VP8X, VP8L or VP8."""
    kind = content[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(content[24:27], "little") + 1,
            int.from_bytes(content[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack_from("<HH", content, 26)
    return (width & 0x3FFF, height & 0x3FFF)


def _heif_size(content: bytes) -> tuple[int, int]:
    """Return the largest declared size: an image is stored as tiles of a grid."""
    declared = [
        struct.unpack_from(">II", content, found.end() + 4)
        for found in re.finditer(rb"ispe", content[: 256 * 1024])
        if found.end() + 12 <= len(content)
    ]
    width, height = max(declared, key=lambda size: size[0] * size[1], default=(0, 0))
    return (int(width), int(height))
