"""Pictures of broken pavement, signs knocked askew and snow."""

from tools.demo_town.draw.backdrop import (
    SNOW,
    road,
    sky,
    town_behind,
)
from tools.demo_town.draw.canvas import HEIGHT, WIDTH, Canvas, Colour, Spot, mixed


def pavement(seed: int) -> bytes:
    """Draw paving stones sunk and broken, grass in the joints."""
    canvas = Canvas(seed, ("noon", "dull", "gold"))
    horizon = canvas.rng.uniform(240, 310)
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    stone = canvas.rng.choice(((176, 166, 158), (168, 150, 138), (158, 160, 162)))
    canvas.fade(
        horizon, HEIGHT, mixed(stone, canvas.mood.low, 0.3), mixed(stone, (60, 56, 50), 0.45)
    )
    rows = 12
    for row in range(rows):
        near, far = ((row + 1) / rows) ** 1.7, (row / rows) ** 1.7
        y0, y1 = horizon + far * (HEIGHT - horizon), horizon + near * (HEIGHT - horizon)
        _row(canvas, (y0, y1), 70 + 150 * near, stone)
    heap = (canvas.rng.uniform(400, 800), canvas.rng.uniform(620, 700))
    canvas.blob((heap[0], heap[1] - 6), 268, 98, mixed(stone, (40, 36, 32), 0.55), 0.16)
    canvas.blob(heap, 250, 88, (104, 90, 72), 0.18)
    canvas.specks(
        90,
        (heap[0] - 150, heap[1] - 40, heap[0] + 150, heap[1] + 45),
        ((130, 116, 96), (80, 70, 58)),
        5,
    )
    for index in range(5):
        x, y = heap[0] - 250 + index * 96, heap[1] + canvas.rng.uniform(-60, 40)
        tilt = canvas.rng.uniform(-34, 34)
        canvas.fill(
            [(x, y + 12), (x + 104, y + tilt + 12), (x + 118, y + 46 + tilt), (x + 8, y + 56)],
            (70, 64, 58),
        )
        canvas.fill(
            [(x, y), (x + 104, y + tilt), (x + 118, y + 34 + tilt), (x + 8, y + 44)],
            mixed(stone, (255, 255, 255), 0.1),
        )
    return canvas.finished()


def _row(canvas: Canvas, band: tuple[float, float], wide: float, stone: Colour) -> None:
    y0, y1 = band
    x = -wide + canvas.rng.uniform(0, wide)
    while x < WIDTH + wide:
        if canvas.rng.random() > 0.06:
            tone = mixed(
                stone,
                canvas.rng.choice(((255, 255, 255), (50, 46, 44))),
                canvas.rng.uniform(0, 0.16),
            )
            dip = canvas.rng.uniform(-1, 1) * (y1 - y0) * 0.07
            slide = (x - WIDTH / 2) * 0.10
            canvas.fill(
                [
                    (x - slide, y0 + 2 + dip),
                    (x + wide - 5 - slide, y0 + 2 - dip),
                    (x + wide - 4, y1 - 3 + dip),
                    (x + 1, y1 - 3 - dip),
                ],
                tone,
            )
        x += wide


def sign(seed: int) -> bytes:
    """Draw a road sign knocked askew or lying by the kerb."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(430, 500)
    sky(canvas, horizon)
    town_behind(canvas, horizon)
    road(canvas, horizon, tilt=canvas.rng.uniform(-320, 320))
    foot, lean = (
        (canvas.rng.uniform(350, 800), 800),
        canvas.rng.choice((-1, 1)) * canvas.rng.uniform(120, 280),
    )
    canvas.shade_shape(
        [
            (foot[0] - 8, 806),
            (foot[0] + 8, 806),
            (foot[0] - lean * 0.9, 872),
            (foot[0] - lean, 862),
        ],
        90,
    )
    canvas.cast()
    top = (foot[0] + lean, 250)
    canvas.line([foot, top], (150, 152, 156), 17)
    canvas.line([(foot[0] + 4, foot[1]), (top[0] + 4, top[1])], (108, 110, 116), 6)
    if canvas.rng.random() < 0.5:
        _board(canvas, top, 128, lean / 9)
    else:
        canvas.oval((top[0], top[1] + 20), 120, 122, (196, 44, 44))
        canvas.oval((top[0], top[1] + 20), 88, 90, (240, 238, 232))
    canvas.fill(
        [(foot[0] - 60, 800), (foot[0] + 60, 800), (foot[0] + 90, 834), (foot[0] - 90, 834)],
        (164, 158, 150),
    )
    return canvas.finished()


def _board(canvas: Canvas, at: Spot, size: float, turn: float) -> None:
    x, y = at
    canvas.fill(
        [
            (x - size - turn, y - size + turn),
            (x + size - turn, y - size - turn),
            (x + size + turn, y + size - turn),
            (x - size + turn, y + size + turn),
        ],
        (38, 92, 168),
    )
    canvas.fill(
        [
            (x, y - size * 0.74),
            (x + size * 0.72, y + size * 0.62),
            (x - size * 0.72, y + size * 0.62),
        ],
        (242, 242, 240),
    )
    canvas.oval((x + 2, y - size * 0.2), 13, 13, (34, 34, 38))
    for step in ((-26, 60), (30, 62)):
        canvas.line(
            [(x, y - 6), (x + step[0] * 0.4, y + 26), (x + step[0], y + step[1])], (34, 34, 38), 11
        )
    canvas.line([(x - 2, y - 2), (x - 30, y + 22)], (34, 34, 38), 8)


def snow(seed: int) -> bytes:
    """Draw a pavement that nobody has cleared: drifts, ruts of ice, a trodden path."""
    canvas = Canvas(seed, ("frost", "dull", "frost", "dusk"))
    horizon = canvas.rng.uniform(270, 340)
    sky(canvas, horizon)
    town_behind(canvas, horizon, ())
    canvas.fade(horizon, HEIGHT, mixed(SNOW, canvas.mood.low, 0.5), SNOW)
    far = canvas.rng.uniform(420, 760)
    for index, tone in enumerate(((206, 214, 226), (186, 196, 212))):
        half = 150 - index * 46
        canvas.fill(
            [
                (far - 24, horizon),
                (far + 24, horizon),
                (600 + half * 3, HEIGHT),
                (600 - half * 3, HEIGHT),
            ],
            tone,
        )
    for _ in range(38):
        depth = canvas.rng.random() ** 0.6
        y = horizon + 30 + depth * (HEIGHT - horizon - 40)
        x = far + (600 - far) * depth + canvas.rng.uniform(-1, 1) * 150 * depth
        canvas.oval((x, y), 24 * depth + 4, 9 * depth + 2, (158, 170, 190))
        canvas.oval((x - 3, y - 2), 18 * depth + 2, 6 * depth + 1, (176, 188, 206))
    for side in (-1, 1):
        for _ in range(9):
            depth = canvas.rng.uniform(0.15, 1)
            x = 600 + side * (250 + 420 * depth) + canvas.rng.uniform(-60, 60)
            y = horizon + depth * (HEIGHT - horizon)
            canvas.blob((x, y + 16), 150 * depth + 40, 50 * depth + 14, (196, 206, 222), 0.2)
            canvas.blob((x, y), 146 * depth + 40, 46 * depth + 14, (242, 246, 250), 0.2)
    for _ in range(150):
        canvas.oval(
            (canvas.rng.uniform(0, WIDTH), canvas.rng.uniform(0, HEIGHT)), 2.4, 2.6, (250, 252, 255)
        )
    return canvas.finished()
