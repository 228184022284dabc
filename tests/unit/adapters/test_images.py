"""Photos are re-encoded without metadata, upright and small; anything else fails closed."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from app.adapters.images import (
    MAX_BYTES,
    PhotoHeader,
    ReencodedPhoto,
    UnreadablePhoto,
    check_photo,
)
from app.adapters.images import reencode as reencode_in
from app.domain.errors import Rejected
from tests.fenced import FENCE
from tests.values import present

register_heif_opener()


def reencode(content: bytes) -> ReencodedPhoto:
    return reencode_in(content, FENCE)


ORIENTATION, GPS = 0x0112, 0x8825


def a_photo(
    format: str = "JPEG",
    size: tuple[int, int] = (800, 600),
    mode: str = "RGB",
    colour: str | int | tuple[int, ...] = "red",
    **saved: Any,
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, format, **saved)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def colour_at(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    colour = image.getpixel(place)
    assert isinstance(colour, tuple)
    return colour


def exif(**tags: Any) -> Image.Exif:
    found = Image.Exif()
    found[ORIENTATION] = tags.get("orientation", 1)
    found.get_ifd(GPS)[1] = "N"
    found.get_ifd(GPS)[2] = (47.0, 39.0, 12.0)
    return found


def a_png_of(width: int, height: int) -> bytes:
    """A header that promises a huge picture, and next to nothing behind it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_of_each_format_taken_comes_out_as_jpeg(format: str) -> None:
    content = a_photo(format, (2400, 1200))
    assert check_photo(content) == PhotoHeader(format, 2400, 1200)
    done = reencode(content)
    assert (done.width, done.height) == (1600, 800)
    assert opened(done.large).format == opened(done.thumb).format == "JPEG"
    assert opened(done.large).size == (1600, 800)
    assert opened(done.thumb).size == (400, 200)


@pytest.mark.parametrize("lossless", [True, False])
def test_every_kind_of_webp_header_is_read(lossless: bool) -> None:
    plain = a_photo("WEBP", (641, 333), lossless=lossless)
    assert check_photo(plain) == PhotoHeader("WEBP", 641, 333)
    extended = a_photo("WEBP", (641, 333), lossless=lossless, exif=exif())
    assert check_photo(extended) == PhotoHeader("WEBP", 641, 333)


def test_a_small_photo_is_not_enlarged() -> None:
    assert opened(reencode(a_photo(size=(120, 80))).large).size == (120, 80)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_metadata_is_left(format: str) -> None:
    content = a_photo(format, exif=exif())
    assert b"Exif" in content or b"EXIF" in content or b"eXIf" in content
    done = reencode(content)
    for output in (done.large, done.thumb):
        image = opened(output)
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & image.info.keys()


def test_a_photo_taken_sideways_comes_out_upright() -> None:
    image = Image.new("RGB", (400, 200), "blue")
    image.paste("red", (0, 0, 200, 200))
    out = BytesIO()
    image.save(out, "JPEG", exif=exif(orientation=6), quality=95)
    upright = opened(reencode(out.getvalue()).large)
    assert upright.size == (200, 400)
    red, _, blue = colour_at(upright, (100, 50))
    assert red > 200 > 60 > blue


@pytest.mark.parametrize(
    ("mode", "format", "colour", "seen"),
    [
        ("L", "PNG", 200, (200, 200, 200)),
        ("I;16", "PNG", 200 * 256, (200, 200, 200)),
        ("1", "PNG", 1, (255, 255, 255)),
        ("P", "PNG", 0, (0, 0, 0)),
        ("LA", "PNG", (10, 0), (255, 255, 255)),
        ("RGBA", "PNG", (10, 20, 30, 0), (255, 255, 255)),
        ("RGBA", "WEBP", (10, 20, 30, 0), (255, 255, 255)),
        ("CMYK", "JPEG", (0, 0, 0, 0), (255, 255, 255)),
        ("L", "JPEG", 100, (100, 100, 100)),
    ],
)
def test_every_kind_of_pixel_becomes_plain_colour(
    mode: str,
    format: str,
    colour: int | tuple[int, int] | tuple[int, int, int, int],
    seen: tuple[int, int, int],
) -> None:
    pixel = opened(reencode(a_photo(format, (64, 64), mode, colour)).large).getpixel((32, 32))
    assert pixel == pytest.approx(seen, abs=6)


def test_a_colour_profile_is_turned_into_srgb() -> None:
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    # A profile that does not fit the picture is ignored, not fatal.
    assert reencode(a_photo(icc_profile=lab_like)).width == 800
    assert reencode(a_photo(icc_profile=b"not a profile")).width == 800


def test_only_the_first_frame_of_an_animation_is_kept() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "lime", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    red, green, _ = colour_at(opened(reencode(out.getvalue()).large), (32, 32))
    assert red > 200 > 60 > green


NOT_PHOTOS = {
    "nothing": b"",
    "a page": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "gif": a_photo("GIF"),
    "tiff": a_photo("TIFF"),
    "fits named .jpg": b"SIMPLE  =                    T" + b" " * 5000,
    "only a beginning": b"\xff\xd8\xff",
    "jpeg of fill bytes": b"\xff\xd8" + b"\xff" * 500_000,
    "jpeg of empty segments": b"\xff\xd8" + b"\xff\xe0\x00\x00" * 100_000,
    "png cut in its header": a_photo("PNG")[:18],
    "webp cut in its header": a_photo("WEBP")[:20],
    "heif without a size": a_photo("HEIF").replace(b"ispe", b"xxxx"),
    "a bomb": a_png_of(30_000, 30_000),
    "too many bytes": a_photo() + b"\0" * MAX_BYTES,
}


@pytest.mark.parametrize("content", NOT_PHOTOS.values(), ids=NOT_PHOTOS)
def test_what_is_no_photo_is_refused_at_the_door_and_later(content: bytes) -> None:
    with pytest.raises(Rejected) as refusal:
        check_photo(content)
    assert "photos" in refusal.value.fields
    with pytest.raises(UnreadablePhoto):
        reencode(content)


DAMAGED = {
    "jpeg cut short": a_photo("JPEG", (2000, 2000))[:600],
    "png cut short": a_png_of(1000, 1000),
    "webp with noise": a_photo("WEBP")[:40] + b"\x55" * 900,
    "heif cut short": a_photo("HEIF")[:-200],
    # The header says 64 by 64; the decoder must not believe it either.
    "heif that lies": a_photo("HEIF", (64, 64)).replace(
        struct.pack(">II", 64, 64), struct.pack(">II", 7000, 7000)
    ),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_photo_fails_closed(content: bytes) -> None:
    check_photo(content)
    with pytest.raises(UnreadablePhoto):
        reencode(content)


def test_the_largest_photo_taken_fits_into_the_fence() -> None:
    done = reencode(a_photo("PNG", (10_000, 5_000), "RGBA", (1, 2, 3, 255)))
    assert (done.width, done.height) == (1600, 800)


def a_scene(size: tuple[int, int], shift: int = 0) -> bytes:
    """Dark and light parts as in a photo of a hole in a road; ``shift`` moves the camera."""
    picture = Image.new("L", (640, 480), 150)
    for at, shade in enumerate((30, 220, 90, 180, 10)):
        left = 40 + at * 110 + shift
        picture.paste(shade, (left, 30 + at * 60, left + 150, 200 + at * 50))
    out = BytesIO()
    picture.resize(size).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def apart(one: int, other: int) -> int:
    return ((one ^ other) & (2**64 - 1)).bit_count()


def test_photos_of_one_thing_have_almost_one_look() -> None:
    look = present(reencode(a_scene((1200, 900))).look)
    assert apart(look, present(reencode(a_scene((640, 480), shift=6)).look)) <= 8
    assert apart(look, present(reencode(a_scene((1200, 900), shift=-300)).look)) >= 16


def test_a_photo_of_nothing_looks_like_no_other() -> None:
    assert reencode(a_photo()).look is None


def progressive(scans: int, after: bytes = b"") -> bytes:
    """A grey progressive photo whose last scan is repeated."""
    out = BytesIO()
    Image.new("L", (64, 64), 128).save(out, "JPEG", progressive=True)
    usual = out.getvalue()
    last = usual[usual.rindex(b"\xff\xda") : -2]
    return usual[:-2] + last * scans + usual[-2:] + after


def test_a_bomb_of_scans_is_refused_at_the_door() -> None:
    with pytest.raises(Rejected):
        check_photo(progressive(100))
    film = b"\xff\xda\x00\x02" * 1000
    assert check_photo(progressive(5, after=film)).width == 64
