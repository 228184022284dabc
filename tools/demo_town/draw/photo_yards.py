"""Pictures of benches, playgrounds and scrawled walls."""

from math import sin

from tools.demo_town.draw.backdrop import (
    grass,
    sky,
    slabs_behind,
    tree,
    tuft,
    yard,
)
from tools.demo_town.draw.canvas import HEIGHT, WIDTH, Canvas, Colour, Spot, mixed

PAINTS: tuple[Colour, ...] = ((196, 60, 56), (44, 110, 178), (232, 186, 50), (58, 138, 84))


def bench(seed: int) -> bytes:
    """Draw a park bench with broken boards."""
    canvas = Canvas(seed, ("noon", "gold", "dull"))
    horizon = canvas.rng.uniform(340, 400)
    sky(canvas, horizon)
    for step in range(9):
        tree(
            canvas,
            (step * 140 + canvas.rng.uniform(-40, 40), horizon + 20),
            canvas.rng.uniform(190, 300),
        )
    grass(canvas, horizon)
    canvas.fill([(-40, 690), (WIDTH + 40, 640), (WIDTH + 40, 860), (-40, 890)], (176, 166, 150))
    canvas.specks(160, (0, 690, WIDTH, 850), ((150, 140, 124), (200, 192, 178)), 3)
    canvas.shade((620, 770), 380, 36, 140)
    canvas.cast()
    wood = canvas.rng.choice(((150, 104, 62), (92, 122, 84), (168, 130, 82)))
    gone = canvas.rng.sample(range(6), 2)
    for side in (290, 900):
        canvas.line([(side, 765), (side + 6, 520), (side + 20, 420)], (62, 64, 68), 20)
        canvas.line([(side + 4, 640), (side + 70, 650), (side + 74, 768)], (62, 64, 68), 18)
    for board in range(6):
        y = 430 + board * 42 if board < 3 else 606 + (board - 3) * 26
        end = 944 if board not in gone else canvas.rng.uniform(420, 560)
        drop = 0 if board not in gone else canvas.rng.uniform(40, 110)
        canvas.line([(264, y + 5), (end, y + drop + 5)], mixed(wood, (0, 0, 0), 0.45), 22)
        canvas.line([(264, y), (end, y + drop)], mixed(wood, (255, 240, 210), 0.05 * board), 20)
    canvas.line([(560, 822), (700, 806)], (70, 60, 52), 15)
    canvas.line([(560, 817), (700, 801)], (158, 128, 92), 13)
    return canvas.finished()


def playground(seed: int) -> bytes:
    """Draw swings with a torn chain, a slide behind."""
    canvas = Canvas(seed, ("noon", "gold", "dull"))
    horizon = canvas.rng.uniform(400, 450)
    slabs_behind(canvas, horizon)
    yard(canvas, horizon, (190, 168, 128))
    paint, other = canvas.rng.sample(PAINTS, 2)
    canvas.shade((560, 800), 360, 40, 120)
    canvas.cast()
    for foot in ((230, 790), (380, 810), (760, 790), (900, 810)):
        canvas.line([foot, (330 if foot[0] < 500 else 820, 260)], paint, 17)
    canvas.line([(320, 262), (832, 262)], other, 19)
    for x, torn in ((470, False), (680, True)):
        swing = canvas.rng.uniform(-14, 14)
        canvas.line([(x - 44, 266), (x - 44 + swing, 640)], (84, 86, 90), 4)
        if torn:
            canvas.line([(x + 44, 266), (x + 48, 420)], (84, 86, 90), 4)
            canvas.line([(x - 48 + swing, 636), (x + 30, 738)], (126, 88, 58), 20)
        else:
            canvas.line([(x + 44, 266), (x + 44 + swing, 640)], (84, 86, 90), 4)
            canvas.line([(x - 54 + swing, 642), (x + 54 + swing, 642)], (126, 88, 58), 20)
    canvas.line([(1010, 800), (1010, 430)], other, 14)
    canvas.line([(1090, 800), (1090, 430)], other, 14)
    canvas.fill(
        [(1004, 430), (1100, 430), (1190, 800), (1120, 812)], mixed(paint, (220, 220, 226), 0.5)
    )
    return canvas.finished()


def graffiti(seed: int) -> bytes:
    """Draw a wall with scrawls that say nothing, half painted over."""
    canvas = Canvas(seed, ("noon", "dull", "gold"))
    wall = canvas.rng.choice(((206, 198, 182), (186, 190, 192), (210, 190, 166)))
    canvas.fade(0, 720, mixed(wall, (255, 255, 255), 0.16), mixed(wall, (70, 66, 60), 0.14))
    for y in range(90, 720, 210):
        canvas.line([(0, y), (WIDTH, y)], mixed(wall, (80, 76, 70), 0.4), 4)
    for x in range(canvas.rng.randrange(60, 300), WIDTH, 390):
        canvas.line([(x, 0), (x, 720)], mixed(wall, (80, 76, 70), 0.4), 4)
    canvas.blob(
        (canvas.rng.uniform(200, 1000), 300), 210, 120, mixed(wall, (255, 255, 255), 0.3), 0.1
    )
    for tone in canvas.rng.sample([*PAINTS, (40, 40, 46), (150, 60, 150)], 3):
        _scrawl(canvas, (canvas.rng.uniform(160, 700), canvas.rng.uniform(210, 500)), tone)
    canvas.box(0, 690, WIDTH, 50, mixed(wall, (60, 58, 56), 0.5))
    canvas.fade(740, HEIGHT, (150, 146, 140), (128, 124, 118))
    canvas.specks(220, (0, 745, WIDTH, HEIGHT), ((110, 106, 100), (172, 168, 160)), 3)
    for _ in range(16):
        tuft(canvas, (canvas.rng.uniform(0, WIDTH), 746), 34, (110, 126, 66))
    return canvas.finished()


def _scrawl(canvas: Canvas, at: Spot, tone: Colour) -> None:
    x, y = at
    spots = [
        (
            x + step * 12 + 34 * sin(step * 1.7 + x),
            y + 74 * sin(step * 1.13 + y) + canvas.rng.uniform(-10, 10),
        )
        for step in range(34)
    ]
    canvas.line([(px + 7, py + 8) for px, py in spots], mixed(tone, (0, 0, 0), 0.5), 22)
    canvas.line(spots, tone, 20)
    for px, py in spots[::7]:
        canvas.line([(px, py), (px + 1, py + canvas.rng.uniform(40, 120))], tone, 4)
