"""The sandboxed subprocess that decodes an untrusted photo: bytes in, two clean JPEGs out.

Runs as a separate program that imports nothing of the app: a hostile photo may kill it without
harm. Any failure ends it with a status and without output.
"""

from __future__ import annotations

import resource
import struct
import sys
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

# Memory for the largest accepted photo (50 megapixels, several copies of three or four bytes).
MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 20
# EX_DATAERR of sysexits.h: the photo cannot be decoded.
BAD_PICTURE = 65

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_PIXELS = 50_000_000
LARGE, THUMB = (1600, 1600), (400, 400)
# Least difference of grey levels (of 256) in a photo that is not blank.
LEAST_CONTRAST = 12


def main() -> int:
    """Read a photo from standard input; write the result of ``reencoded`` to standard output."""
    limit_resources()
    content = sys.stdin.buffer.read()
    try:
        output = reencoded(content)
    except Exception as error:  # decoders raise anything
        sys.stderr.write(type(error).__name__)
        return BAD_PICTURE
    sys.stdout.buffer.write(output)
    return 0


def limit_resources() -> None:
    """Limit memory and CPU time of this process; forbid writing files and core dumps."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def reencoded(content: bytes) -> bytes:
    """Return width, height, both lengths, hash (big-endian HHIIq), large JPEG, thumbnail JPEG."""
    # Imported only after the limits are set.
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
    """Return a perceptual hash (dHash): similar photos differ in few bits.

    Each of 64 bits is whether a cell of a 9 × 8 grid is darker than the next in its row; the
    number is signed. 0 for a nearly blank photo, which would match every other one.
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
    """Convert from the embedded colour profile to sRGB; ignore an unreadable profile."""
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
    """Return the image in RGB, transparent parts on white, without metadata."""
    from PIL import Image

    if image.mode.startswith("I"):
        # 16-bit grey: a plain conversion would clip, not scale.
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
