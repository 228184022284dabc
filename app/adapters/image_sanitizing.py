"""The fenced child that decodes a stranger's picture: bytes in, two clean JPEGs out.

Run as a program of its own, with nothing of ours imported: it may be killed by a hostile picture
without harm. Any failure ends it with a status, never with a picture.
"""

from __future__ import annotations

import resource
import struct
import sys
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

# Memory for the largest picture taken (50 megapixels, several copies of three or four bytes), no
# more; seconds of processor time; no files written at all.
MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 20
# EX_DATAERR: the picture was read and will not be had.
BAD_PICTURE = 65

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_PIXELS = 50_000_000
LARGE, THUMB = (1600, 1600), (400, 400)
# Shades of 256 between the darkest and the lightest part of a picture that shows anything.
LEAST_CONTRAST = 12


def main() -> int:
    """Read a picture from the standard input; write sizes and pictures to the standard output."""
    limit_resources()
    content = sys.stdin.buffer.read()
    try:
        output = reencoded(content)
    except Exception as error:  # whatever a decoder raises means the same
        sys.stderr.write(type(error).__name__)
        return BAD_PICTURE
    sys.stdout.buffer.write(output)
    return 0


def limit_resources() -> None:
    """Limit this process: memory, processor time, no files written, no core dumped."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def reencoded(content: bytes) -> bytes:
    """Return width, height, both lengths, look (big-endian HHIIq), large picture, thumbnail."""
    # Imported behind the fence.
    from PIL import Image, ImageOps
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        opened.seek(0)
        # JPEG can be decoded at a fraction of its size: a quarter of the memory and time.
        opened.draft("RGB", (LARGE[0] * 2, LARGE[1] * 2))
        profile = opened.info.get("icc_profile")
        upright = ImageOps.exif_transpose(opened)
    upright.thumbnail(LARGE, Image.Resampling.LANCZOS, reducing_gap=3.0)
    large = _opaque(_in_srgb(upright, profile))
    thumb = large.copy()
    thumb.thumbnail(THUMB, Image.Resampling.LANCZOS)
    first, second = _jpeg(large), _jpeg(thumb)
    head = struct.pack(">HHIIq", *large.size, len(first), len(second), image_hash(thumb))
    return head + first + second


def image_hash(image: Image.Image) -> int:
    """Return a hash of what the picture shows: photos of one thing differ in few bits.

    Each bit says whether a ninth of a row is darker than the next; 64 of them, as a signed
    number. 0 for a picture that shows next to nothing, and so is like every other such.
    """
    from PIL import Image

    small = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    shades = small.tobytes()
    if max(shades) - min(shades) < LEAST_CONTRAST:
        return 0
    bits = 0
    for at in range(8 * 9):
        if at % 9:
            bits = bits << 1 | (shades[at - 1] < shades[at])
    return bits - (1 << 64) if bits >> 63 else bits


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert from the picture's own colour profile; a profile we cannot read is ignored."""
    from PIL import ImageCms

    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, srgb, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture in plain RGB, transparent parts on white, without any metadata."""
    from PIL import Image

    if image.mode.startswith("I"):
        # Sixteen bits of grey: a plain conversion would clip, not scale.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    canvas = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        canvas.paste(rgba, mask=rgba.getchannel("A"))
    else:
        canvas.paste(image.convert("RGB"))
    return canvas


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
