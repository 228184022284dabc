"""Pictures of fallen and dry trees, weeds, and smoke of burning leaves."""

from math import sin

from tools.demo_town.draw.backdrop import (
    AUTUMN,
    cottages,
    fence,
    grass,
    panel_block,
    road,
    sky,
    town_behind,
    tree,
)
from tools.demo_town.draw.canvas import HEIGHT, WIDTH, Canvas, Colour, Spot, mixed


def fallen_tree(seed: int) -> bytes:
    """Draw a tree lying across the road, or a dry one about to fall."""
    if seed % 3 == 0:
        return _dry_tree(seed)
    canvas = Canvas(seed, ("dull", "noon", "gold"))
    horizon = canvas.rng.uniform(280, 340)
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    road(canvas, horizon, tilt=canvas.rng.uniform(-200, 200))
    canvas.shade_shape([(60, 650), (1150, 600), (1160, 700), (60, 740)], 150)
    canvas.cast(4)
    bark: Colour = (104, 84, 66)
    canvas.fill([(70, 610), (1010, 570), (1012, 606), (72, 700)], bark)
    canvas.fill([(70, 672), (1012, 596), (1012, 610), (72, 702)], mixed(bark, (20, 16, 14), 0.45))
    for x in range(110, 950, 46):
        canvas.line(
            [(x, 620 + canvas.rng.uniform(0, 20)), (x + 40, 618 + canvas.rng.uniform(0, 30))],
            mixed(bark, (0, 0, 0), 0.3),
            4,
        )
    canvas.blob((74, 655), 34, 50, (196, 160, 112), 0.14)
    canvas.oval((74, 655), 16, 24, (166, 128, 84))
    tone = canvas.rng.choice(((92, 124, 66), (116, 138, 72), (150, 132, 60)))
    for step in range(46):
        at = (canvas.rng.uniform(620, 1190), canvas.rng.uniform(440, 720))
        shade = mixed(
            tone, canvas.rng.choice(((24, 44, 30), (230, 226, 150))), canvas.rng.uniform(0.05, 0.4)
        )
        canvas.blob(at, 70 - step * 0.5, 46, shade, 0.3)
        if step % 4 == 0:
            canvas.line([(900, 590), at], bark, 6)
    return canvas.finished()


def _dry_tree(seed: int) -> bytes:
    canvas = Canvas(seed, ("noon", "dull", "gold"))
    horizon = canvas.rng.uniform(520, 580)
    sky(canvas, horizon)
    panel_block(canvas, canvas.rng.uniform(-120, 60), horizon, 5, 10)
    panel_block(canvas, canvas.rng.uniform(700, 800), horizon, 5, 11)
    grass(canvas, horizon)
    foot, lean = (600, 840), canvas.rng.uniform(-130, 130)
    canvas.shade((600, 850), 210, 26)
    canvas.cast()
    bark: Colour = (112, 100, 90)
    canvas.fill([(560, 850), (646, 850), (622 + lean * 0.5, 420), (590 + lean * 0.5, 420)], bark)
    _limb(canvas, (606 + lean * 0.5, 470), lean / 300, 230, 22)
    _limb(canvas, (598 + lean * 0.4, 540), -0.9, 190, 15)
    _limb(canvas, (612 + lean * 0.4, 520), 0.9, 180, 15)
    canvas.line([foot, (602, 700)], mixed(bark, (0, 0, 0), 0.5), 9)
    return canvas.finished()


def _limb(canvas: Canvas, at: Spot, turn: float, length: float, width: float) -> None:
    if length < 34:
        return
    end = (at[0] + sin(turn) * length, at[1] - length * (1 - abs(turn) * 0.35))
    canvas.line([at, end], (112, 100, 90), width)
    for way in (-0.5, 0.42):
        _limb(canvas, end, turn + way + canvas.rng.uniform(-0.2, 0.2), length * 0.64, width * 0.6)


def ragweed(seed: int) -> bytes:
    """Draw weeds as high as the fence."""
    canvas = Canvas(seed, ("noon", "gold", "noon"))
    horizon = canvas.rng.uniform(360, 420)
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    fence(canvas, horizon + 26, canvas.rng.choice(((118, 132, 120), (150, 128, 104))))
    grass(canvas, horizon + 20, (122, 138, 74))
    for step in range(150):
        depth = step / 150
        at = (canvas.rng.uniform(-20, WIDTH + 20), horizon + 90 + depth * (HEIGHT - horizon - 60))
        _weed(canvas, at, 70 + 210 * depth)
    return canvas.finished()


def _weed(canvas: Canvas, at: Spot, size: float) -> None:
    x, y = at
    tone = mixed(
        (96, 132, 62), canvas.rng.choice(((190, 180, 90), (44, 84, 50))), canvas.rng.uniform(0, 0.5)
    )
    lean = canvas.rng.uniform(-0.16, 0.16) * size
    canvas.line([(x, y), (x + lean, y - size)], tone, 2 + size / 80)
    for part in (0.3, 0.5, 0.68, 0.84):
        for side in (-1, 1):
            base = (x + lean * part, y - size * part)
            tip = (base[0] + side * size * 0.24 * (1.1 - part), base[1] - size * 0.08)
            canvas.line([base, ((base[0] + tip[0]) / 2, tip[1] - 3), tip], tone, 2 + size / 46)
    canvas.line(
        [(x + lean, y - size), (x + lean * 1.2, y - size * 1.13)], (188, 182, 84), 3 + size / 70
    )


def smoke(seed: int) -> bytes:
    """Draw smoke of burning leaves drifting over the gardens."""
    canvas = Canvas(seed, ("dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(380, 440)
    sky(canvas, horizon)
    cottages(canvas, horizon)
    for _ in range(4):
        tree(
            canvas,
            (canvas.rng.uniform(0, WIDTH), horizon + 16),
            canvas.rng.uniform(130, 220),
            AUTUMN,
        )
    grass(canvas, horizon, (138, 130, 84))
    fire = (canvas.rng.uniform(320, 860), 700)
    drift = canvas.rng.choice((-1, 1))
    for step in range(34):
        rise = step / 34
        at = (
            fire[0] + drift * (rise**1.5) * 420 + canvas.rng.uniform(-30, 30),
            fire[1] - 40 - rise * 640,
        )
        grey = mixed((128, 126, 126), canvas.mood.low, 0.25 + rise * 0.5)
        canvas.blob(at, 46 + 130 * rise, 36 + 84 * rise, grey, 0.2)
    canvas.blob(fire, 190, 46, (92, 66, 44), 0.2)
    area = (fire[0] - 160, 664, fire[0] + 160, 730)
    canvas.specks(120, area, ((150, 104, 50), (176, 126, 58), (70, 54, 42)), 8)
    for _ in range(9):
        x = fire[0] + canvas.rng.uniform(-70, 70)
        high = canvas.rng.uniform(30, 84)
        canvas.fill([(x - 15, 690), (x + 15, 690), (x + canvas.rng.uniform(-8, 8), 690 - high)],
                    canvas.rng.choice(((240, 150, 48), (250, 196, 84), (222, 96, 40))))  # fmt: skip
    canvas.glow((fire[0], 670), 210, 110)
    return canvas.finished()
