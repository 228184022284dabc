"""Backgrounds of the demo's pictures: sky, houses, trees, roads, yards."""

from collections.abc import Sequence

from tools.demo_town.draw.canvas import HEIGHT, WIDTH, Canvas, Colour, Spot, mixed

PANELS: tuple[Colour, ...] = ((196, 188, 176), (178, 186, 190), (204, 190, 160), (186, 172, 166))
WALLS: tuple[Colour, ...] = ((226, 210, 178), (206, 214, 210), (232, 224, 206), (214, 188, 166))
ROOFS: tuple[Colour, ...] = ((132, 84, 70), (96, 100, 108), (110, 92, 78), (120, 66, 60))
LEAVES: tuple[Colour, ...] = ((86, 122, 66), (104, 136, 70), (74, 108, 72), (126, 138, 66))
AUTUMN: tuple[Colour, ...] = ((186, 138, 60), (168, 106, 54), (142, 128, 62), (196, 156, 78))
ASPHALT: Colour = (104, 106, 110)
SNOW: Colour = (232, 236, 242)


def sky(canvas: Canvas, horizon: float) -> None:
    """Paint the sky down to the horizon, with a few clouds by day."""
    canvas.fade(0, horizon, canvas.mood.top, canvas.mood.low)
    if canvas.mood.night:
        for _ in range(26):
            at = (canvas.rng.uniform(0, WIDTH), canvas.rng.uniform(0, horizon * 0.7))
            canvas.oval(at, 1.2, 1.2, (150, 160, 190))
        return
    white = mixed(canvas.mood.low, (255, 255, 255), 0.45)
    for _ in range(canvas.rng.randrange(2, 6)):
        x, y = canvas.rng.uniform(0, WIDTH), canvas.rng.uniform(30, horizon * 0.55)
        size = canvas.rng.uniform(50, 130)
        for part in range(4):
            at = (x + (part - 1.5) * size * 0.6, y + canvas.rng.uniform(-6, 8))
            shade = mixed(canvas.mood.top, white, 0.62 + 0.08 * part)
            canvas.oval(at, size * canvas.rng.uniform(0.5, 0.8), size * 0.2, shade)


def panel_block(canvas: Canvas, x: float, ground: float, floors: int, bays: int) -> None:
    """Paint a slab block: a grid of windows, balconies on some bays."""
    wide, high = 46.0, 44.0
    wall = canvas.rng.choice(PANELS)
    top = ground - floors * high - 16
    canvas.box(x, top, bays * wide, ground - top, wall)
    canvas.box(x, top, bays * wide, 9, mixed(wall, (60, 60, 64), 0.35))
    balconies = {bay for bay in range(bays) if canvas.rng.random() < 0.3}
    for floor in range(floors):
        y = top + 18 + floor * high
        canvas.line(
            [(x, y + high - 5), (x + bays * wide, y + high - 5)],
            mixed(wall, (90, 88, 86), 0.3),
            1.4,
        )
        for bay in range(bays):
            _window(canvas, x + bay * wide + 11, y, bay in balconies)


def _window(canvas: Canvas, x: float, y: float, balcony: bool) -> None:
    lit = canvas.mood.night and canvas.rng.random() < 0.3
    glass = (
        (236, 196, 116)
        if lit
        else mixed((88, 104, 122), canvas.mood.low, canvas.rng.uniform(0.05, 0.4))
    )
    canvas.box(x, y, 24, 26, (232, 230, 224))
    canvas.box(x + 2.5, y + 2.5, 8.5, 21, glass)
    canvas.box(x + 13, y + 2.5, 8.5, 21, glass)
    if balcony:
        canvas.box(
            x - 6,
            y + 16,
            36,
            18,
            canvas.rng.choice(((150, 132, 112), (128, 146, 150), (170, 164, 150))),
        )


def cottages(canvas: Canvas, ground: float, count: int = 3) -> None:
    """Paint a row of one-storey houses behind a fence."""
    step = WIDTH / count
    for index in range(count):
        x = index * step + canvas.rng.uniform(-20, 30)
        wide, high = step * canvas.rng.uniform(0.5, 0.72), canvas.rng.uniform(74, 104)
        wall, roof = canvas.rng.choice(WALLS), canvas.rng.choice(ROOFS)
        canvas.box(x, ground - high, wide, high, wall)
        ridge = ground - high - canvas.rng.uniform(52, 84)
        canvas.fill([(x - 16, ground - high), (x + wide * 0.22, ridge), (x + wide * 0.78, ridge),
                     (x + wide + 16, ground - high)], roof)  # fmt: skip
        for part in (0.16, 0.42, 0.70):
            _window(canvas, x + wide * part, ground - high + 20, balcony=False)
    fence(canvas, ground, canvas.rng.choice(((118, 126, 112), (146, 128, 104), (110, 122, 138))))


def fence(canvas: Canvas, ground: float, colour: Colour) -> None:
    """Paint a plank fence along the ground line."""
    top = ground - 46
    canvas.box(0, top, WIDTH, 46, colour)
    for x in range(0, WIDTH, 17):
        canvas.line([(x, top), (x, ground)], mixed(colour, (40, 40, 40), 0.28), 1.6)
    canvas.line([(0, top + 8), (WIDTH, top + 8)], mixed(colour, (255, 255, 255), 0.2), 2)


def tree(canvas: Canvas, at: Spot, size: float, leaves: Sequence[Colour] | None = None) -> None:
    """Paint a tree with a crown in three tones; without leaves in frost."""
    x, y = at
    bark: Colour = (88, 74, 62)
    canvas.fill([(x - size * 0.06, y), (x + size * 0.06, y), (x + size * 0.03, y - size),
                 (x - size * 0.03, y - size)], bark)  # fmt: skip
    if leaves is not None and not leaves:
        _bare(canvas, (x, y - size * 0.6), size, bark)
        return
    tone = canvas.rng.choice(list(leaves or LEAVES))
    for dark, shift in ((0.28, 0.10), (0.0, 0.0), (-0.2, -0.12)):
        shade = (
            mixed(tone, (24, 40, 34), dark) if dark >= 0 else mixed(tone, (250, 246, 190), -dark)
        )
        for _ in range(7 if dark >= 0 else 4):
            spot = (x + canvas.rng.uniform(-0.36, 0.36) * size,
                    y - size * (1.06 + canvas.rng.uniform(-0.3, 0.34) - shift))  # fmt: skip
            canvas.blob(spot, size * 0.26, size * 0.22, shade, 0.2)


def _bare(canvas: Canvas, at: Spot, size: float, bark: Colour) -> None:
    for _ in range(16):
        x = at[0] + canvas.rng.uniform(-0.45, 0.45) * size
        y = at[1] - canvas.rng.uniform(0.25, 0.85) * size
        middle = ((at[0] + x) / 2, (at[1] + y) / 2 + 8)
        canvas.line([at, middle, (x, y)], bark, size * 0.012 + 1)


def town_behind(canvas: Canvas, ground: float, leaves: Sequence[Colour] | None = None) -> None:
    """Paint a street: slab blocks or cottages, and some trees before them."""
    if canvas.rng.random() < 0.55:
        x = canvas.rng.uniform(-160, 40)
        while x < WIDTH:
            bays = canvas.rng.randrange(6, 12)
            panel_block(canvas, x, ground, canvas.rng.choice((4, 5, 5)), bays)
            x += bays * 46 + canvas.rng.uniform(60, 190)
    else:
        cottages(canvas, ground, canvas.rng.choice((2, 3, 3)))
    for _ in range(canvas.rng.randrange(2, 5)):
        spot = (canvas.rng.uniform(0, WIDTH), ground + canvas.rng.uniform(-4, 10))
        tree(canvas, spot, canvas.rng.uniform(110, 190), leaves)


def road(canvas: Canvas, horizon: float, colour: Colour = ASPHALT, *, tilt: float = 0.0) -> None:
    """Paint a road running away from the eye, with kerbs and verges; ``tilt`` moves its end."""
    verge = mixed((122, 132, 84), colour, 0.15)
    canvas.fade(horizon, HEIGHT, mixed(verge, canvas.mood.low, 0.35), verge)
    far = WIDTH / 2 + tilt
    edges = [(far - 120, horizon), (far + 120, horizon), (WIDTH + 330, HEIGHT), (-330, HEIGHT)]
    kerb = [(far - 132, horizon), (far + 132, horizon), (WIDTH + 420, HEIGHT), (-420, HEIGHT)]
    canvas.fill(kerb, (178, 176, 170))
    canvas.fill(edges, colour)
    canvas.specks(420, (0, horizon + 20, WIDTH, HEIGHT), (mixed(colour, (0, 0, 0), 0.18),
                  mixed(colour, (255, 255, 255), 0.14)), 2.0)  # fmt: skip


def yard(canvas: Canvas, horizon: float, colour: Colour = (146, 142, 134)) -> None:
    """Paint open ground up to the horizon."""
    canvas.fade(horizon, HEIGHT, mixed(colour, canvas.mood.low, 0.4), colour)
    canvas.specks(380, (0, horizon + 10, WIDTH, HEIGHT), (mixed(colour, (0, 0, 0), 0.2),
                  mixed(colour, (255, 255, 255), 0.18)), 2.4)  # fmt: skip


def grass(canvas: Canvas, horizon: float, colour: Colour = (116, 134, 76)) -> None:
    """Paint a lawn with tufts."""
    canvas.fade(horizon, HEIGHT, mixed(colour, canvas.mood.low, 0.35), colour)
    for _ in range(150):
        y = canvas.rng.uniform(horizon + 8, HEIGHT)
        tuft(
            canvas,
            (canvas.rng.uniform(0, WIDTH), y),
            6 + 20 * (y - horizon) / (HEIGHT - horizon),
            colour,
        )


def tuft(canvas: Canvas, at: Spot, size: float, colour: Colour) -> None:
    """Paint a few blades of grass."""
    for _ in range(2):
        lean = canvas.rng.uniform(-0.5, 0.5) * size
        tone = mixed(
            colour, canvas.rng.choice(((40, 70, 40), (220, 220, 140))), canvas.rng.uniform(0.1, 0.4)
        )
        canvas.line([at, (at[0] + lean, at[1] - size)], tone, 1.6 + size / 22)


def crack(canvas: Canvas, at: Spot, length: float, colour: Colour = (62, 62, 66)) -> None:
    """Paint a crack wandering through asphalt."""
    x, y = at
    turn = canvas.rng.uniform(-1, 1)
    spots = [at]
    for _ in range(9):
        x += length / 9 * canvas.rng.uniform(0.6, 1.2) * (1 if turn > 0 else -1)
        y += canvas.rng.uniform(-0.3, 0.4) * length / 9
        spots.append((x, y))
    canvas.line(spots, colour, 2.6)


def post(canvas: Canvas, x: float, top: float, ground: float, width: float = 9) -> None:
    """Paint a concrete post, lit from one side."""
    canvas.box(x - width / 2, top, width, ground - top, (150, 148, 144))
    canvas.box(x + width / 6, top, width / 3, ground - top, (118, 116, 114))


def car(canvas: Canvas, at: Spot, scale: float, colour: Colour, *, wheels: bool = True) -> None:
    """Paint a car from its side; ``at`` is the middle of its lower edge."""
    x, y = at

    def placed(points: Sequence[Spot]) -> list[Spot]:
        return [(x + px * scale, y + py * scale) for px, py in points]

    canvas.fill(placed([(-150, -18), (-152, -52), (-128, -64), (-86, -70), (-56, -104), (42, -106),
                        (86, -72), (138, -62), (152, -46), (150, -18)]), colour)  # fmt: skip
    glass = mixed((70, 84, 98), canvas.mood.low, 0.25)
    canvas.fill(placed([(-76, -72), (-52, -98), (-12, -99), (-12, -72)]), glass)
    canvas.fill(placed([(-4, -72), (-4, -99), (38, -99), (70, -72)]), glass)
    canvas.line(placed([(-150, -42), (150, -42)]), mixed(colour, (0, 0, 0), 0.25), 2.4 * scale)
    canvas.oval(placed([(146, -48)])[0], 8 * scale, 6 * scale, (244, 236, 200))
    canvas.oval(placed([(-148, -50)])[0], 6 * scale, 6 * scale, (176, 48, 44))
    for wheel in (-92, 92) if wheels else ():
        centre = placed([(wheel, -18)])[0]
        canvas.oval(centre, 27 * scale, 27 * scale, (38, 38, 42))
        canvas.oval(centre, 14 * scale, 14 * scale, (150, 152, 156))


def slabs_behind(canvas: Canvas, horizon: float) -> None:
    """Paint a yard between slab blocks."""
    sky(canvas, horizon)
    panel_block(canvas, canvas.rng.uniform(-220, -60), horizon, 5, canvas.rng.randrange(9, 13))
    panel_block(canvas, canvas.rng.uniform(560, 760), horizon, canvas.rng.choice((5, 5, 7)), 12)
    for _ in range(3):
        tree(canvas, (canvas.rng.uniform(0, WIDTH), horizon + 14), canvas.rng.uniform(150, 240))
