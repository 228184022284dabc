"""Pictures of a dead lamp, stray dogs and a broken stop."""

from tools.demo_town.draw.backdrop import (
    ASPHALT,
    post,
    road,
    sky,
    town_behind,
    yard,
)
from tools.demo_town.draw.canvas import HEIGHT, WIDTH, Canvas, Colour, Spot, mixed

# A dog's outline, standing at 0, 0 and looking right.
TRUNK: tuple[Spot, ...] = (
    (-120, -146), (-60, -166), (60, -160), (104, -176), (112, -110), (70, -76), (-30, -84),
    (-96, -70), (-124, -104),
)  # fmt: skip
HEAD: tuple[Spot, ...] = (
    (84, -176), (118, -226), (160, -228), (178, -200), (212, -186), (208, -168), (166, -160),
    (120, -136),
)  # fmt: skip


def lamp(seed: int) -> bytes:
    """Draw a dark street: one lamp dead in front, another shining far away."""
    canvas = Canvas(seed, ("night",))
    horizon = canvas.rng.uniform(430, 500)
    sky(canvas, horizon)
    town_behind(canvas, horizon, () if canvas.rng.random() < 0.4 else None)
    far = canvas.rng.uniform(-260, 260)
    road(canvas, horizon, (70, 72, 80), tilt=far)
    for depth in (0.25, 0.42):
        x = 600 + far * (1 - depth) + 420 * depth * 1.6
        y = horizon + depth * 300
        high = 110 + 420 * depth
        post(canvas, x, y - high, y, 5 + 10 * depth)
        canvas.line([(x, y - high), (x - 60 * depth - 20, y - high - 14)], (120, 120, 124), 4)
        if depth < 0.3:
            canvas.glow((x - 30, y - high - 6), 190, 190)
            canvas.oval((x - 30, y - high - 6), 9, 5, (255, 240, 200))
    _dead_lamp(canvas, canvas.rng.choice((230, 300, 930, 980)))
    if canvas.rng.random() < 0.6:
        at = (600 + far * 0.8, horizon + 56)
        for side in (-15, 15):
            canvas.oval((at[0] + side, at[1]), 6, 6, (255, 246, 220))
            canvas.glow((at[0] + side, at[1]), 120, 200)
    return canvas.finished()


def _dead_lamp(canvas: Canvas, x: float) -> None:
    turn = 1 if x < 600 else -1
    post(canvas, x, 90, 830, 26)
    canvas.line([(x, 96), (x + turn * 70, 60), (x + turn * 190, 62)], (132, 132, 136), 13)
    head = x + turn * 215
    canvas.fill(
        [(head - 62, 52), (head + 62, 58), (head + 46, 88), (head - 52, 86)], (112, 114, 120)
    )
    canvas.fill([(head - 44, 84), (head + 38, 86), (head + 26, 100), (head - 34, 98)], (58, 60, 68))
    canvas.line([(0, 150), (x, 118), (WIDTH, 168)], (40, 42, 50), 4)


def dog(seed: int) -> bytes:
    """Draw one to three stray dogs before the houses."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(360, 430)
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    yard(canvas, horizon, canvas.rng.choice(((158, 150, 130), (136, 134, 130))))
    count = canvas.rng.choice((1, 2, 3))
    places = [
        (
            600 + (index - (count - 1) / 2) * 360 + canvas.rng.uniform(-30, 30),
            700 + 40 * (index % 2),
        )
        for index in range(count)
    ]
    for x, y in places:
        canvas.shade((x, y + 4), 150, 20, 150)
    canvas.cast()
    for place in places:
        coat = canvas.rng.choice(
            ((70, 58, 50), (168, 128, 84), (120, 96, 72), (44, 44, 48), (196, 182, 160))
        )
        _dog(canvas, place, canvas.rng.uniform(0.9, 1.25) * canvas.rng.choice((-1, 1)), coat)
    return canvas.finished()


def _dog(canvas: Canvas, at: Spot, scale: float, coat: Colour) -> None:
    size = abs(scale)

    def placed(*spots: Spot) -> list[Spot]:
        return [(at[0] + x * scale, at[1] + y * size) for x, y in spots]

    dark = mixed(coat, (16, 14, 14), 0.35)
    for leg in (-86, 62):
        canvas.line(placed((leg, -90), (leg + 10, -40), (leg + 2, 0)), dark, 17 * size)
    canvas.line(placed((-112, -128), (-160, -160), (-176, -206)), coat, 15 * size)
    canvas.fill(placed(*TRUNK), coat)
    for leg in (-104, 84):
        canvas.line(placed((leg, -96), (leg + 6, -44), (leg - 2, 2)), coat, 20 * size)
    canvas.fill(placed(*HEAD), coat)
    canvas.fill(placed((122, -222), (112, -256), (140, -228)), dark)
    canvas.oval(placed((160, -204))[0], 4.5 * size, 4.5 * size, (24, 20, 18))
    canvas.oval(placed((208, -182))[0], 7 * size, 6 * size, (24, 20, 18))


def stop(seed: int) -> bytes:
    """Draw a bus shelter with broken glass."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(420, 470)
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    canvas.fade(horizon, HEIGHT, (176, 172, 162), (160, 154, 146))
    canvas.fill([(-20, 800), (WIDTH + 20, 790), (WIDTH + 20, HEIGHT), (-20, HEIGHT)], ASPHALT)
    canvas.line([(-20, 800), (WIDTH + 20, 790)], (206, 202, 196), 14)
    canvas.shade((600, 745), 440, 40, 120)
    canvas.cast()
    frame = canvas.rng.choice(((58, 78, 104), (70, 74, 78), (54, 96, 82)))
    glass = mixed(canvas.mood.low, (150, 176, 190), 0.45)
    broken = canvas.rng.randrange(3)
    for index in range(3):
        x = 250 + index * 236
        if index != broken:
            canvas.box(x, 350, 222, 300, glass)
            canvas.fill(
                [(x + 30, 350), (x + 84, 350), (x + 10, 650), (x, 650), (x, 500)],
                mixed(glass, (255, 255, 255), 0.35),
            )
        else:
            _shards(canvas, x, glass)
    for x in (238, 474, 710, 946):
        canvas.box(x, 320, 14, 410, frame)
    canvas.fill([(190, 288), (1010, 288), (1030, 330), (170, 330)], mixed(frame, (0, 0, 0), 0.2))
    canvas.box(300, 600, 590, 20, (150, 112, 72))
    for x in (330, 850):
        canvas.box(x, 620, 14, 100, frame)
    area = (250 + broken * 236, 700, 480 + broken * 236, 770)
    canvas.specks(60, area, ((226, 238, 242), (190, 208, 216)), 5)
    return canvas.finished()


def _shards(canvas: Canvas, x: float, glass: Colour) -> None:
    for _ in range(9):
        edge = canvas.rng.choice((350, 650))
        at = canvas.rng.uniform(x, x + 180)
        reach = canvas.rng.uniform(40, 110) * (1 if edge == 350 else -1)
        canvas.fill(
            [(at, edge), (at + 46, edge), (at + canvas.rng.uniform(0, 46), edge + reach)], glass
        )
