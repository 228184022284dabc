"""Pictures of holes in the road and open manholes."""

from tools.demo_town.draw.backdrop import (
    ASPHALT,
    crack,
    road,
    sky,
    town_behind,
)
from tools.demo_town.draw.canvas import Canvas, Colour, Spot, mixed

WATER: Colour = (112, 124, 134)


def pothole(seed: int) -> bytes:
    """Draw a hole in the asphalt, some with water, some with a tyre put in as a warning."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(250, 350)
    tone = mixed(ASPHALT, (134, 126, 116), canvas.rng.uniform(0, 0.6))
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    road(canvas, horizon, tone, tilt=canvas.rng.uniform(-180, 180))
    if canvas.rng.random() < 0.5:
        _patch(canvas, tone)
    at = (canvas.rng.uniform(430, 740), canvas.rng.uniform(630, 720))
    size = canvas.rng.uniform(190, 290)
    _hole(canvas, at, size, tone)
    for _ in range(6):
        crack(
            canvas,
            (
                at[0] + canvas.rng.uniform(-1, 1) * size,
                at[1] + canvas.rng.uniform(-0.4, 0.4) * size,
            ),
            canvas.rng.uniform(70, 190),
        )
    if canvas.rng.random() < 0.22:
        _tyre(canvas, (at[0] + 30, at[1] - 18), size * 0.34)
    return canvas.finished()


def _hole(canvas: Canvas, at: Spot, size: float, tone: Colour) -> None:
    flat = 0.34
    canvas.blob(at, size * 1.07, size * flat * 1.1, mixed(tone, (196, 190, 180), 0.30), 0.12)
    canvas.blob(at, size, size * flat, mixed(tone, (30, 28, 28), 0.62), 0.12)
    below = (at[0], at[1] + size * 0.055)
    gravel: Colour = (112, 100, 86)
    canvas.blob(below, size * 0.86, size * flat * 0.8, gravel, 0.14)
    area = (at[0] - size * 0.72, at[1] - size * 0.13, at[0] + size * 0.72, at[1] + size * 0.25)
    canvas.specks(130, area, ((146, 134, 118), (84, 76, 70), (168, 160, 148)), 4.5)
    if canvas.rng.random() < 0.45:
        canvas.blob((below[0], below[1] + 6), size * 0.6, size * flat * 0.5, WATER, 0.14)
        canvas.blob(
            (below[0] - size * 0.12, below[1]),
            size * 0.34,
            size * 0.05,
            mixed(WATER, canvas.mood.low, 0.6),
            0.2,
        )
    scattered = (at[0] - size * 1.4, at[1] + size * 0.3, at[0] + size * 1.4, at[1] + size * 0.62)
    canvas.specks(46, scattered, ((72, 72, 76), (128, 122, 114)), 5)


def _patch(canvas: Canvas, tone: Colour) -> None:
    x, y = canvas.rng.uniform(160, 800), canvas.rng.uniform(470, 560)
    wide = canvas.rng.uniform(150, 280)
    canvas.fill(
        [(x, y), (x + wide, y - 6), (x + wide * 1.2, y + 60), (x - wide * 0.14, y + 66)],
        mixed(tone, (40, 40, 44), 0.38),
    )


def _tyre(canvas: Canvas, at: Spot, size: float) -> None:
    canvas.shade((at[0], at[1] + size * 0.3), size * 1.2, size * 0.4)
    canvas.cast()
    canvas.oval((at[0], at[1] + size * 0.12), size, size * 0.46, (26, 26, 28))
    canvas.oval(at, size, size * 0.44, (52, 52, 56))
    canvas.oval((at[0], at[1] + 2), size * 0.58, size * 0.24, (20, 20, 22))


def manhole(seed: int) -> bytes:
    """Draw an open manhole, its cover beside it or gone, a branch stuck in as a warning."""
    canvas = Canvas(seed, ("noon", "dull", "gold"))
    horizon = canvas.rng.uniform(210, 300)
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    road(canvas, horizon, mixed(ASPHALT, (150, 142, 132), canvas.rng.random() * 0.7))
    at, size = (
        (canvas.rng.uniform(460, 700), canvas.rng.uniform(620, 690)),
        canvas.rng.uniform(165, 215),
    )
    canvas.oval(at, size * 1.2, size * 0.5, (138, 136, 132))
    canvas.oval(at, size * 1.02, size * 0.42, (74, 72, 72))
    canvas.oval((at[0], at[1] + 7), size * 0.94, size * 0.37, (18, 18, 22))
    canvas.oval((at[0], at[1] + size * 0.2), size * 0.66, size * 0.17, (34, 33, 36))
    for _ in range(5):
        crack(
            canvas,
            (at[0] + canvas.rng.uniform(-1.2, 1.2) * size, at[1] + canvas.rng.uniform(-60, 90)),
            120,
        )
    if canvas.rng.random() < 0.5:
        _cover(canvas, (at[0] + size * canvas.rng.choice((-1.55, 1.55)), at[1] + 76), size * 0.9)
    if canvas.rng.random() < 0.7:
        _branch(canvas, at)
    return canvas.finished()


def _cover(canvas: Canvas, at: Spot, size: float) -> None:
    canvas.shade((at[0] + 8, at[1] + 14), size * 1.1, size * 0.46)
    canvas.cast()
    canvas.oval((at[0], at[1] + 12), size, size * 0.42, (44, 42, 42))
    canvas.oval(at, size, size * 0.42, (92, 88, 86))
    canvas.oval(at, size * 0.86, size * 0.35, (74, 70, 70))
    for step in range(-3, 4):
        reach = size * 0.8 * (1 - (step / 4) ** 2) ** 0.5
        y = at[1] + step * size * 0.085
        canvas.line([(at[0] - reach, y), (at[0] + reach, y)], (104, 100, 98), 4)


def _branch(canvas: Canvas, at: Spot) -> None:
    x, y = at
    top = (x + canvas.rng.uniform(-70, 70), y - 330)
    canvas.line([(x, y + 24), ((x + top[0]) / 2 + 12, y - 150), top], (92, 76, 60), 9)
    for part in (0.45, 0.6, 0.75, 0.9):
        start = (x + (top[0] - x) * part, y - 330 * part)
        end = (start[0] + canvas.rng.choice((-1, 1)) * canvas.rng.uniform(50, 100), start[1] - 60)
        canvas.line([start, end], (98, 80, 62), 4.5)
        canvas.blob(end, 34, 24, canvas.rng.choice(((104, 126, 66), (128, 132, 70))), 0.3)
    canvas.fill(
        [
            (top[0], top[1] + 30),
            (top[0] + 74, top[1] + 40),
            (top[0] + 66, top[1] + 74),
            (top[0] + 4, top[1] + 60),
        ],
        (214, 70, 52),
    )
