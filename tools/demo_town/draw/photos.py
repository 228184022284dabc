"""Draws the demo's photos when it is loaded: illustrations, 1200 by 900, no text, no people."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from tools.demo_town.draw import (
    photo_cars,
    photo_pavements,
    photo_plants,
    photo_roads,
    photo_rubbish,
    photo_things,
    photo_water,
    photo_yards,
)

SCENES: dict[str, Callable[[int], bytes]] = {
    "pothole": photo_roads.pothole,
    "manhole": photo_roads.manhole,
    "pavement": photo_pavements.pavement,
    "sign": photo_pavements.sign,
    "snow": photo_pavements.snow,
    "puddle": photo_water.puddle,
    "leak": photo_water.leak,
    "bins": photo_rubbish.bins,
    "dump": photo_rubbish.dump,
    "bulky": photo_rubbish.bulky,
    "bench": photo_yards.bench,
    "playground": photo_yards.playground,
    "graffiti": photo_yards.graffiti,
    "parking": photo_cars.parking,
    "wreck": photo_cars.wreck,
    "lamp": photo_things.lamp,
    "tree": photo_plants.fallen_tree,
    "ragweed": photo_plants.ragweed,
    "dog": photo_things.dog,
    "stop": photo_things.stop,
    "smoke": photo_plants.smoke,
    "pump": photo_water.pump,
}


def draw_photo(kind: str, seed: int) -> bytes:
    """Return a JPEG of a kind of scene; the same seed gives the same picture."""
    return SCENES[kind](seed)


def draw_in_sizes(kind: str, seed: int) -> dict[str, bytes]:
    """Return the picture as it is shown: ``large``, and ``thumb`` within 400 by 400 pixels."""
    picture = draw_photo(kind, seed)
    small = Image.open(BytesIO(picture))
    small.draft("RGB", (800, 800))
    small.thumbnail((400, 400))
    kept = BytesIO()
    small.save(kept, "JPEG", quality=82)
    return {"large": picture, "thumb": kept.getvalue()}
