"""Pictures of bins, dumps and old furniture."""

from math import cos, sin

from tools.demo_town.draw.backdrop import (
    grass,
    sky,
    slabs_behind,
    tree,
    tuft,
    yard,
)
from tools.demo_town.draw.canvas import Canvas, Colour, Spot, mixed

BAGS: tuple[Colour, ...] = (
    (44, 46, 52),
    (58, 84, 120),
    (224, 224, 220),
    (196, 178, 66),
    (96, 128, 92),
    (150, 74, 70),
)


def bins(seed: int) -> bytes:
    """Draw containers that overflow, bags around them."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(330, 400)
    slabs_behind(canvas, horizon)
    yard(canvas, horizon)
    paint = canvas.rng.choice(((64, 112, 78), (74, 96, 122), (128, 130, 128)))
    count = canvas.rng.choice((2, 3, 3))
    spots = [
        (600 + (index - (count - 1) / 2) * 330, 650 + canvas.rng.uniform(-14, 14))
        for index in range(count)
    ]
    for x, y in spots:
        canvas.shade((x + 20, y + 12), 190, 42, 150)
    canvas.cast()
    for spot in spots:
        _container(canvas, spot, paint)
    for _ in range(canvas.rng.randrange(10, 18)):
        _bag(
            canvas,
            (canvas.rng.uniform(150, 1050), canvas.rng.uniform(655, 770)),
            canvas.rng.uniform(34, 66),
        )
    canvas.specks(
        60,
        (100, 700, 1100, 880),
        ((232, 228, 218), (190, 60, 54), (70, 120, 170), (222, 196, 90)),
        6,
    )
    return canvas.finished()


def _container(canvas: Canvas, at: Spot, paint: Colour) -> None:
    x, y = at
    for _ in range(6):
        _bag(
            canvas,
            (x + canvas.rng.uniform(-110, 110), y - 215 + canvas.rng.uniform(-34, 10)),
            canvas.rng.uniform(40, 68),
        )
    canvas.fill([(x - 150, y - 200), (x + 150, y - 200), (x + 128, y), (x - 128, y)], paint)
    canvas.fill(
        [(x + 70, y - 200), (x + 150, y - 200), (x + 128, y), (x + 62, y)],
        mixed(paint, (20, 24, 28), 0.25),
    )
    canvas.box(x - 160, y - 214, 320, 22, mixed(paint, (20, 20, 20), 0.3))
    for rib in (-70, 0, 62):
        canvas.line(
            [(x + rib, y - 190), (x + rib * 0.88, y - 8)], mixed(paint, (255, 255, 255), 0.14), 5
        )
    for wheel in (-96, 96):
        canvas.oval((x + wheel, y + 6), 17, 17, (36, 36, 38))
    canvas.blob((x - 40, y - 60), 46, 30, mixed(paint, (120, 80, 50), 0.5), 0.4)


def _bag(canvas: Canvas, at: Spot, size: float) -> None:
    tone = canvas.rng.choice(BAGS)
    canvas.blob((at[0], at[1] + 4), size * 1.03, size * 0.72, mixed(tone, (0, 0, 0), 0.4), 0.16)
    canvas.blob(at, size, size * 0.7, tone, 0.16)
    canvas.blob(
        (at[0] - size * 0.25, at[1] - size * 0.22),
        size * 0.34,
        size * 0.2,
        mixed(tone, (255, 255, 255), 0.28),
        0.3,
    )
    knot = (at[0] + size * 0.1, at[1] - size * 0.66)
    canvas.fill(
        [
            (knot[0] - 9, knot[1] + 8),
            (knot[0] + 9, knot[1] + 8),
            (knot[0] + 15, knot[1] - 16),
            (knot[0] - 13, knot[1] - 12),
        ],
        tone,
    )


def dump(seed: int) -> bytes:
    """Draw a heap of rubbish at the edge of the trees."""
    canvas = Canvas(seed, ("noon", "dull", "gold"))
    horizon = canvas.rng.uniform(330, 400)
    sky(canvas, horizon)
    for step in range(12):
        tree(
            canvas,
            (step * 108 + canvas.rng.uniform(-30, 30), horizon + 12),
            canvas.rng.uniform(170, 270),
        )
    grass(canvas, horizon, (132, 130, 80))
    canvas.shade((620, 760), 470, 80, 140)
    canvas.cast()
    canvas.blob((600, 690), 430, 120, (104, 94, 80), 0.14)
    for step in range(46):
        row = step / 46
        at = (600 + canvas.rng.uniform(-1, 1) * (180 + 260 * row), 560 + 190 * row)
        draw = canvas.rng.random()
        if draw < 0.5:
            _bag(canvas, at, canvas.rng.uniform(30, 64))
        elif draw < 0.75:
            _plank(canvas, at)
        else:
            _slate(canvas, at)
    _old_tyre(canvas, (canvas.rng.uniform(300, 420), 770), 82)
    _old_tyre(canvas, (canvas.rng.uniform(760, 920), 790), 74)
    for _ in range(30):
        tuft(
            canvas, (canvas.rng.uniform(60, 1140), canvas.rng.uniform(800, 890)), 50, (120, 128, 70)
        )
    return canvas.finished()


def _plank(canvas: Canvas, at: Spot) -> None:
    turn, long = canvas.rng.uniform(-0.7, 0.7), canvas.rng.uniform(90, 200)
    end = (at[0] + cos(turn) * long, at[1] - sin(turn) * long)
    canvas.line([(at[0], at[1] + 5), (end[0], end[1] + 5)], (70, 60, 52), 15)
    canvas.line([at, end], canvas.rng.choice(((158, 128, 92), (186, 176, 160), (120, 92, 70))), 13)


def _slate(canvas: Canvas, at: Spot) -> None:
    x, y = at
    wide, tilt = canvas.rng.uniform(60, 120), canvas.rng.uniform(-30, 30)
    tone = canvas.rng.choice(((170, 170, 166), (186, 110, 84), (206, 202, 192)))
    canvas.fill(
        [(x, y), (x + wide, y + tilt), (x + wide - 14, y + 46 + tilt), (x - 12, y + 42)], tone
    )
    canvas.line([(x - 12, y + 42), (x + wide - 14, y + 46 + tilt)], mixed(tone, (0, 0, 0), 0.4), 4)


def _old_tyre(canvas: Canvas, at: Spot, size: float) -> None:
    canvas.oval((at[0], at[1] + 12), size, size * 0.48, (24, 24, 26))
    canvas.oval(at, size, size * 0.46, (56, 56, 60))
    canvas.oval((at[0], at[1] + 2), size * 0.56, size * 0.24, (26, 26, 28))


def bulky(seed: int) -> bytes:
    """Draw a sofa, a wardrobe and a mattress left by the entrance."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(340, 400)
    slabs_behind(canvas, horizon)
    yard(canvas, horizon, (150, 144, 130))
    canvas.shade((560, 745), 420, 56, 150)
    canvas.cast()
    cupboard = canvas.rng.choice(((146, 104, 70), (176, 138, 96), (120, 86, 64)))
    canvas.box(760, 400, 210, 330, cupboard)
    canvas.box(765, 406, 96, 318, mixed(cupboard, (255, 230, 190), 0.16))
    canvas.fill(
        [(870, 406), (968, 392), (1010, 742), (868, 724)], mixed(cupboard, (30, 20, 10), 0.4)
    )
    _sofa(
        canvas,
        (450, 735),
        canvas.rng.choice(((128, 66, 62), (74, 96, 92), (156, 126, 84), (92, 84, 110))),
    )
    canvas.fill([(150, 730), (230, 420), (330, 446), (262, 748)], (224, 214, 196))
    for part in (0.25, 0.5, 0.75):
        canvas.line(
            [(150 + 80 * part, 730 - 310 * part), (262 + 68 * part, 748 - 302 * part)],
            (196, 180, 160),
            4,
        )
    for _ in range(4):
        _bag(canvas, (canvas.rng.uniform(620, 1080), canvas.rng.uniform(745, 800)), 48)
    return canvas.finished()


def _sofa(canvas: Canvas, at: Spot, cloth: Colour) -> None:
    x, y = at
    dark, pale = mixed(cloth, (10, 10, 16), 0.35), mixed(cloth, (255, 250, 240), 0.14)
    canvas.fill(
        [(x - 240, y - 190), (x + 230, y - 200), (x + 240, y - 60), (x - 250, y - 60)], cloth
    )
    canvas.fill([(x - 250, y - 96), (x + 240, y - 96), (x + 262, y - 40), (x - 268, y - 40)], pale)
    canvas.fill([(x - 268, y - 40), (x + 262, y - 40), (x + 256, y), (x - 262, y)], dark)
    canvas.line([(x, y - 96), (x + 4, y - 42)], dark, 4)
    for side in (-1, 1):
        canvas.fill(
            [
                (x + side * 232, y - 140),
                (x + side * 290, y - 134),
                (x + side * 296, y),
                (x + side * 240, y),
            ],
            cloth,
        )
    canvas.blob((x + 70, y - 74), 46, 16, (214, 196, 150), 0.4)
