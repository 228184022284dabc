"""A canvas for the demo's pictures: flat shapes, soft shadows, glow, light and grain.

Coordinates are those of the finished picture, 1200 by 900, x right and y down.
"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
FINER = 1.25
COARSER = 6
Colour = tuple[int, int, int]
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mood:
    """A light: colours of the sky, a tint for everything, how dark the corners are."""

    top: Colour
    low: Colour
    tint: Colour
    sun: float
    corners: float
    night: bool = False


MOODS: dict[str, Mood] = {
    "noon": Mood((112, 163, 214), (206, 224, 236), (255, 252, 244), 0.10, 0.16),
    "dull": Mood((150, 162, 174), (205, 210, 213), (232, 238, 246), 0.03, 0.20),
    "gold": Mood((118, 146, 190), (250, 214, 164), (255, 233, 204), 0.18, 0.22),
    "dusk": Mood((64, 82, 122), (221, 160, 128), (214, 202, 216), 0.12, 0.30),
    "frost": Mood((164, 186, 206), (226, 232, 238), (240, 246, 255), 0.06, 0.15),
    "night": Mood((14, 20, 38), (38, 48, 76), (128, 142, 186), 0.0, 0.50, night=True),
}


class Canvas:
    """A picture being drawn, with its own random generator and light."""

    def __init__(self, seed: int, moods: Sequence[str] = ("noon", "dull", "gold")) -> None:
        self.rng = random.Random(seed)
        self.mood = MOODS[self.rng.choice(list(moods))]
        size = (int(WIDTH * FINER), int(HEIGHT * FINER))
        self.image = Image.new("RGB", size, self.mood.low)
        self._pen = ImageDraw.Draw(self.image)
        self._shade, self._shade_pen = _soft_layer()
        self._glow, self._glow_pen = _soft_layer()
        self._glow_colour: Colour = (255, 226, 160)

    def fill(self, spots: Sequence[Spot], colour: Colour) -> None:
        """Fill a polygon."""
        self._pen.polygon([(x * FINER, y * FINER) for x, y in spots], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle given by its upper left corner."""
        left, top = x * FINER, y * FINER
        self._pen.rectangle((left, top, left + width * FINER, top + height * FINER), fill=colour)

    def oval(self, at: Spot, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse."""
        self._pen.ellipse(_bounds(at, rx, ry, FINER), fill=colour)

    def line(self, spots: Sequence[Spot], colour: Colour, width: float) -> None:
        """Draw a line with round bends."""
        flat = [(x * FINER, y * FINER) for x, y in spots]
        self._pen.line(flat, fill=colour, width=max(1, round(width * FINER)), joint="curve")

    def blob(self, at: Spot, rx: float, ry: float, colour: Colour, rough: float = 0.13) -> None:
        """Fill an uneven round shape."""
        self.fill(self.ring(at, rx, ry, rough), colour)

    def ring(self, at: Spot, rx: float, ry: float, rough: float = 0.13) -> list[Spot]:
        """Return an uneven ring of points."""
        count = 20
        waves = [
            (self.rng.uniform(0, 6.3), self.rng.uniform(-1, 1) / wave) for wave in (1, 2, 3, 5)
        ]
        spots = []
        for step in range(count):
            turn = 2 * pi * step / count
            swell = sum(size * cos(wave * turn + at_) for wave, (at_, size) in
                        zip((2, 3, 4, 7), waves, strict=True))  # fmt: skip
            reach = 1 + rough * swell + self.rng.uniform(-rough, rough) / 3
            spots.append((at[0] + rx * reach * cos(turn), at[1] + ry * reach * sin(turn)))
        return spots

    def fade(self, y0: float, y1: float, top: Colour, low: Colour) -> None:
        """Fill a horizontal band with a vertical gradient."""
        height = int((y1 - y0) * FINER) + 1
        share = np.linspace(0, 1, height)[:, None, None]
        column = (np.array(top) * (1 - share) + np.array(low) * share).astype(np.uint8)
        band = Image.fromarray(column).resize((self.image.width, height), Image.Resampling.NEAREST)
        self.image.paste(band, (0, int(y0 * FINER)))

    def specks(self, count: int, area: tuple[float, float, float, float], colours: Sequence[Colour],
               size: float = 2.2) -> None:  # fmt: skip
        """Strew small stones, larger towards the lower edge."""
        x0, y0, x1, y1 = area
        for _ in range(count):
            y = self.rng.uniform(y0, y1)
            near = 0.4 + 0.9 * (y - y0) / max(y1 - y0, 1)
            at = (self.rng.uniform(x0, x1), y)
            self.oval(at, size * near, size * near * 0.55, self.rng.choice(colours))

    def shade(self, at: Spot, rx: float, ry: float, strength: int = 110) -> None:
        """Queue a soft round shadow; ``cast`` draws all of them."""
        self._shade_pen.ellipse(_bounds(at, rx, ry, 1 / COARSER), fill=strength)

    def shade_shape(self, spots: Sequence[Spot], strength: int = 110) -> None:
        """Queue a soft shadow of any shape."""
        flat = [(x / COARSER, y / COARSER) for x, y in spots]
        self._shade_pen.polygon(flat, fill=strength)

    def cast(self, blur: float = 2.2) -> None:
        """Draw the queued shadows; what is drawn later lies above them."""
        soft = self._shade.filter(ImageFilter.GaussianBlur(blur)).resize(
            self.image.size, Image.Resampling.BILINEAR
        )
        self.image.paste((24, 26, 40), mask=soft)
        self._shade, self._shade_pen = _soft_layer()

    def glow(self, at: Spot, radius: float, strength: int = 160) -> None:
        """Queue a light that ``finished`` draws over everything."""
        for part in (1.0, 0.72, 0.48, 0.28):
            value = int(strength * (1.12 - part))
            self._glow_pen.ellipse(
                _bounds(at, radius * part, radius * part, 1 / COARSER), fill=value
            )

    def finished(self) -> bytes:
        """Return the picture as JPEG, with light, glow and grain."""
        picture = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR, reducing_gap=1.01)
        picture = ImageChops.multiply(picture, self._light())
        if self._glow.getbbox():
            soft = self._glow.filter(ImageFilter.GaussianBlur(7)).resize((WIDTH, HEIGHT))
            shine = Image.merge("RGB", [soft.point([v * c // 255 for v in range(256)])
                                        for c in self._glow_colour])  # fmt: skip
            picture = ImageChops.screen(picture, shine)
        x, y = self.rng.randrange(200), self.rng.randrange(200)
        grain = _grain().crop((x, y, x + WIDTH, y + HEIGHT))
        picture = ImageChops.add(picture, grain, 1, -128)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=82)
        return out.getvalue()

    def _light(self) -> Image.Image:
        """Return the light over the picture: a sun from one side, darker corners, the tint."""
        y, x = np.mgrid[0:1:30j, 0:1:40j]
        side = x if self.rng.random() < 0.5 else 1 - x
        away = np.hypot(x - 0.5, (y - 0.48) * 0.85)
        light = 1 - self.mood.sun * (side * 0.7 + y * 0.3)
        light = light * (1 - self.mood.corners * np.clip(away - 0.25, 0, 1) * 1.6)
        tinted = np.clip(light[:, :, None] * np.array(self.mood.tint), 0, 255).astype(np.uint8)
        return Image.fromarray(tinted).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return a mix of two colours; ``share`` is that of the second."""
    red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _soft_layer() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    layer = Image.new("L", (WIDTH // COARSER, HEIGHT // COARSER))
    return layer, ImageDraw.Draw(layer)


def _bounds(at: Spot, rx: float, ry: float, scale: float) -> tuple[float, float, float, float]:
    x, y = at
    return (x - rx) * scale, (y - ry) * scale, (x + rx) * scale, (y + ry) * scale


@cache
def _grain() -> Image.Image:
    """Return grey noise around 128: fine grain over coarse patches."""
    rng = np.random.default_rng(4)
    fine = rng.normal(0, 3.6, (HEIGHT + 200, WIDTH + 200))
    coarse = Image.fromarray(rng.normal(0, 255 * 0.007, (220, 280)).astype(np.float32))
    patches = np.asarray(coarse.resize((WIDTH + 200, HEIGHT + 200), Image.Resampling.BICUBIC))
    grey = np.clip(128 + fine + patches, 0, 255).astype(np.uint8)
    return Image.merge("RGB", [Image.fromarray(grey)] * 3)
