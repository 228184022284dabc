"""Draws a card for messengers, inside the fence only: an SVG of ours and words in, PNG out."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path

import resvg_py
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
# Under the map: a band with the words.
BAND = 190
_MARGIN, _GAP = 56, 20
_PAPER, _INK, _MUTED, _BLUE, _WHEAT = "#fffefb", "#18222d", "#52606d", "#1f4f8f", "#f2c14e"
_TONES = {
    "open": "#b3341c",
    "progress": "#c07a00",
    "claimed": "#1f4f8f",
    "word": "#1c6a4b",
    "silent": "#4d6156",
    "refused": "#5d4a80",
}
_COLOURS = 160
_FOLDER = Path(__file__).parents[2] / "static/vendor/@fontsource-variable/commissioner/files"
_SCRIPTS = ("cyrillic", "latin")
_BOLD, _MEDIUM = 720, 520
_TITLE_PX, _LINE_PX, _SMALLEST_PX, _CREDIT_PX = 56, 34, 30, 20

Fonts = Sequence[ImageFont.FreeTypeFont]


def card_of(svg: bytes, *, words: Mapping[str, str], mark: str) -> bytes:
    """Return the card; ``mark`` is the sign of a report in the middle of the map, or "".

    ``words`` are title, line, brand and credit. The words of the map itself are left out: they
    would be read at no size of a card.
    """
    drawn = resvg_py.svg_to_bytes(svg_string=svg.decode(), skip_system_fonts=True)
    with Image.open(BytesIO(bytes(drawn)), formats=("PNG",)) as opened:
        card = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
        card.paste(opened.convert("RGB"), (0, 0))
    if mark in _TONES:
        card.paste(*_pin(_TONES[mark]))
    _band(ImageDraw.Draw(card), **words)
    packed = BytesIO()
    card.quantize(_COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _band(pen: ImageDraw.ImageDraw, *, title: str, line: str, brand: str, credit: str = "") -> None:
    top, tiny = HEIGHT - BAND, fonts_of(_CREDIT_PX, _MEDIUM)
    if credit:
        _write(pen, credit, (WIDTH - _length(credit, tiny) - _GAP, top - 12), tiny, _INK)
    pen.rectangle((0, top, WIDTH, HEIGHT), fill=_PAPER)
    pen.rectangle((0, top, WIDTH, top + 6), fill=_WHEAT)
    room = WIDTH - 2 * _MARGIN
    _write(pen, title, (_MARGIN, top + 84), _fitting(title, _TITLE_PX, room), _INK)
    small = fonts_of(_LINE_PX, _MEDIUM)
    wide = _length(brand, small)
    _write(pen, brand, (WIDTH - _MARGIN - wide, top + 150), small, _BLUE)
    fitted = _cut(line, small, room - wide - 2 * _GAP)
    _write(pen, fitted, (_MARGIN, top + 150), small, _MUTED)


@cache
def fonts_of(size: int, weight: int) -> Fonts:
    """Return our font in both scripts; what is missing on this machine is Pillow's own."""
    return [_font(content, size, weight) for content in _files()]


@cache
def _files() -> tuple[bytes, ...]:
    """Read the fonts; to be called before the fence closes."""
    paths = (_FOLDER / f"commissioner-{script}-wght-normal.woff2" for script in _SCRIPTS)
    return tuple(path.read_bytes() for path in paths)


def load_fonts() -> None:
    """Read the fonts from disk once, and let the libraries draw once."""
    empty = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"></svg>'
    words = {"title": "Ґ", "line": "g", "brand": "є", "credit": "©"}
    card_of(empty.encode(), words=words, mark="open")


def _font(content: bytes, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(BytesIO(content), size)
    font.set_variation_by_axes([weight])
    return font


def _pin(colour: str) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    """Return the sign of a report, where it goes, and its shape; drawn large to be smooth."""
    size, scale = 72, 4
    large = Image.new("RGBA", (size * scale, size * scale))
    pen = ImageDraw.Draw(large)
    pen.ellipse((0, 0, size * scale - 1, size * scale - 1), fill=_PAPER)
    edge = 9 * scale
    pen.ellipse((edge, edge, size * scale - edge, size * scale - edge), fill=colour)
    sign = large.resize((size, size), Image.Resampling.LANCZOS)
    at = ((WIDTH - size) // 2, (HEIGHT - BAND - size) // 2)
    return sign.convert("RGB"), at, sign.getchannel("A")


def _fitting(words: str, size: int, room: float) -> Fonts:
    while size > _SMALLEST_PX and _length(words, fonts_of(size, _BOLD)) > room:
        size -= 4
    return fonts_of(size, _BOLD)


def _cut(words: str, fonts: Fonts, room: float) -> str:
    if _length(words, fonts) <= room:
        return words
    while words and _length(f"{words}…", fonts) > room:
        words = words[:-1]
    return f"{words.rstrip()}…" if words else ""


def _runs(words: str, fonts: Fonts) -> Iterable[tuple[str, ImageFont.FreeTypeFont]]:
    """Split the words by the font that has them."""
    for cyrillic, run in groupby(words, lambda c: "\u0400" <= c <= "\u04ff" or c == "№"):
        yield "".join(run), fonts[0 if cyrillic else 1]


def _length(words: str, fonts: Fonts) -> int:
    return round(sum(font.getlength(run) for run, font in _runs(words, fonts)))


def _write(
    pen: ImageDraw.ImageDraw, words: str, at: tuple[int, int], fonts: Fonts, fill: str
) -> None:
    """Write a line, its foot at ``at``."""
    x, y = float(at[0]), at[1]
    for run, font in _runs(words, fonts):
        pen.text((x, y), run, font=font, fill=fill, anchor="ls")
        x += font.getlength(run)
