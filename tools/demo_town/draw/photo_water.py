"""Pictures of water where it should not be, and none where it should."""

from tools.demo_town.draw.backdrop import (
    ASPHALT,
    cottages,
    grass,
    panel_block,
    post,
    road,
    sky,
    tree,
    tuft,
)
from tools.demo_town.draw.canvas import HEIGHT, Canvas, Colour, mixed

WATER: Colour = (112, 124, 134)


def puddle(seed: int) -> bytes:
    """Draw a street or yard under water, with the houses mirrored in it."""
    canvas = Canvas(seed, ("dull", "frost", "noon"))
    horizon = canvas.rng.uniform(300, 370)
    sky(canvas, horizon)
    panel_block(canvas, canvas.rng.uniform(-100, 200), horizon, 5, 14)
    tree(canvas, (canvas.rng.uniform(800, 1150), horizon + 12), 230)
    road(canvas, horizon, mixed(ASPHALT, (126, 112, 92), canvas.rng.random()))
    at = (canvas.rng.uniform(480, 720), canvas.rng.uniform(600, 660))
    ring = canvas.ring(at, 520, 170, 0.16)
    canvas.fill([(x, y + 9) for x, y in ring], (70, 66, 62))
    canvas.fill(ring, mixed((118, 118, 116), canvas.mood.low, 0.55))
    for _ in range(16):
        x, y = at[0] + canvas.rng.uniform(-330, 330), at[1] + canvas.rng.uniform(-90, 100)
        wide = canvas.rng.uniform(40, 150)
        canvas.oval(
            (x, y),
            wide,
            3.2,
            mixed((118, 118, 116), canvas.mood.low, canvas.rng.choice((0.25, 0.85))),
        )
    wall = mixed((118, 118, 116), (96, 92, 92), 0.5)
    canvas.blob((at[0] - 40, at[1] - 76), 330, 58, mixed(wall, canvas.mood.low, 0.2), 0.08)
    canvas.blob((at[0] + 250, at[1] - 40), 90, 70, mixed((78, 92, 70), canvas.mood.low, 0.35), 0.2)
    for _ in range(12):
        x, y = at[0] + canvas.rng.uniform(-330, 320), at[1] + canvas.rng.uniform(-110, 10)
        canvas.oval((x, y), canvas.rng.uniform(60, 190), 2.6, mixed(wall, canvas.mood.low, 0.75))
    for _ in range(7):
        canvas.blob(
            (at[0] + canvas.rng.uniform(-420, 420), at[1] + canvas.rng.uniform(-130, 150)),
            16,
            6,
            canvas.rng.choice(((150, 120, 56), (120, 96, 60))),
            0.3,
        )
    return canvas.finished()


def leak(seed: int) -> bytes:
    """Draw water springing out of the asphalt and running along the kerb."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "frost"))
    horizon = canvas.rng.uniform(280, 340)
    sky(canvas, horizon)
    cottages(canvas, horizon)
    road(canvas, horizon, tilt=canvas.rng.uniform(-200, 200))
    at = (canvas.rng.uniform(420, 780), canvas.rng.uniform(540, 600))
    wet = mixed(ASPHALT, (52, 58, 68), 0.6)
    canvas.fill(
        [(at[0] - 130, at[1]), (at[0] + 130, at[1]), (at[0] + 420, HEIGHT), (at[0] - 300, HEIGHT)],
        wet,
    )
    canvas.blob(at, 250, 72, wet, 0.16)
    for _ in range(22):
        depth = canvas.rng.random()
        x, y = (
            at[0] + 60 * depth + canvas.rng.uniform(-1, 1) * (120 + 200 * depth),
            at[1] + depth * (HEIGHT - at[1]),
        )
        canvas.oval((x, y), 50 + 60 * depth, 3.4, mixed(WATER, canvas.mood.low, 0.65))
    for index in range(30):
        reach = canvas.rng.uniform(-70, 70)
        high = canvas.rng.uniform(60, 220) * (1 - abs(reach) / 110)
        tone = mixed((170, 190, 206), (244, 248, 252), canvas.rng.random())
        canvas.line(
            [at, (at[0] + reach * 0.5, at[1] - high), (at[0] + reach * 1.5, at[1] - high * 0.35)],
            tone,
            5 - index % 4,
        )
    canvas.specks(
        90,
        (at[0] - 130, at[1] - 190, at[0] + 130, at[1] + 10),
        ((232, 240, 246), (196, 210, 222)),
        4,
    )
    post(canvas, canvas.rng.choice((90, 1110)), horizon - 200, horizon + 60, 13)
    return canvas.finished()


def pump(seed: int) -> bytes:
    """Draw a street pump, dry, with an empty bucket."""
    canvas = Canvas(seed, ("noon", "gold", "dull"))
    horizon = canvas.rng.uniform(400, 450)
    sky(canvas, horizon)
    cottages(canvas, horizon)
    grass(canvas, horizon)
    canvas.fill([(380, 770), (860, 770), (930, 860), (310, 860)], (172, 168, 160))
    canvas.shade((640, 800), 170, 26, 150)
    canvas.cast()
    paint = canvas.rng.choice(((62, 104, 152), (60, 128, 96), (120, 122, 126)))
    canvas.box(560, 330, 84, 470, paint)
    canvas.box(618, 330, 26, 470, mixed(paint, (10, 12, 16), 0.35))
    canvas.oval((602, 332), 46, 20, mixed(paint, (255, 255, 255), 0.2))
    canvas.line([(600, 352), (470, 430), (430, 560)], (70, 72, 78), 17)
    canvas.line([(640, 480), (740, 484), (748, 540)], mixed(paint, (0, 0, 0), 0.3), 26)
    canvas.fill([(686, 690), (836, 690), (814, 812), (708, 812)], (168, 172, 178))
    canvas.oval((761, 690), 75, 20, (92, 96, 102))
    for _ in range(26):
        tuft(
            canvas, (canvas.rng.uniform(250, 980), canvas.rng.uniform(780, 880)), 44, (112, 132, 70)
        )
    return canvas.finished()
