"""Photos made by program, with the metadata that phones leave in them."""

import io

from PIL import Image


def a_photo(width: int = 800, height: int = 600, words: str = "somebody's phone") -> bytes:
    """A JPEG whose EXIF carries a description and a place."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = words
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()
