"""Pictures of cars where they should not be."""

from tools.demo_town.draw.backdrop import (
    ASPHALT,
    car,
    fence,
    grass,
    sky,
    slabs_behind,
    town_behind,
    tuft,
)
from tools.demo_town.draw.canvas import WIDTH, Canvas


def parking(seed: int) -> bytes:
    """Draw cars left on the pavement and lawn."""
    canvas = Canvas(seed, ("noon", "dull", "gold", "dusk"))
    horizon = canvas.rng.uniform(340, 400)
    slabs_behind(canvas, horizon)
    grass(canvas, horizon)
    canvas.fill([(-50, 620), (WIDTH + 50, 560), (WIDTH + 50, 720), (-50, 800)], (184, 178, 168))
    canvas.fill([(-50, 800), (WIDTH + 50, 720), (WIDTH + 50, 900), (-50, 900)], ASPHALT)
    canvas.line([(-50, 800), (WIDTH + 50, 720)], (210, 206, 198), 12)
    colours = canvas.rng.sample(
        [(196, 198, 202), (52, 60, 76), (150, 48, 46), (70, 104, 92), (222, 220, 212)], 2
    )
    places = ((360, 720, 1.5), (860, 640, 1.25))
    for x, y, scale in places:
        canvas.shade((x, y), 180 * scale, 24 * scale, 160)
    canvas.cast()
    for (x, y, scale), colour in zip(reversed(places), colours, strict=True):
        car(canvas, (x, y), scale, colour)
    return canvas.finished()


def wreck(seed: int) -> bytes:
    """Draw an old car without wheels, sunk into the weeds."""
    canvas = Canvas(seed, ("dull", "gold", "noon"))
    horizon = canvas.rng.uniform(340, 390)
    if canvas.rng.random() < 0.5:
        slabs_behind(canvas, horizon)
    else:
        sky(canvas, horizon)
        town_behind(canvas, horizon)
        fence(canvas, horizon + 10, (128, 120, 104))
    grass(canvas, horizon, (128, 132, 82))
    canvas.shade((600, 735), 400, 40, 170)
    canvas.cast()
    body = canvas.rng.choice(((152, 130, 104), (96, 122, 132), (160, 96, 70), (176, 170, 152)))
    car(canvas, (600, 760), 2.5, body, wheels=False)
    for x in (372, 830):
        canvas.box(x - 60, 700, 120, 44, (120, 84, 66))
    for _ in range(9):
        canvas.blob(
            (canvas.rng.uniform(260, 930), canvas.rng.uniform(600, 700)),
            canvas.rng.uniform(16, 60),
            18,
            (134, 82, 52),
            0.4,
        )
    for _ in range(60):
        tuft(
            canvas,
            (canvas.rng.uniform(180, 1020), canvas.rng.uniform(735, 800)),
            canvas.rng.uniform(40, 90),
            (112, 128, 66),
        )
    return canvas.finished()
