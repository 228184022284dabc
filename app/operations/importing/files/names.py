"""Makes slugs of hromadas' names, transliterated by resolution 55 of 27.01.2010."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from translitua import translit

from app.domain.names import RESERVED_SLUGS

# Of what a slug is made, the shortest first.
_FORMS = (("name",), ("name", "raion"), ("name", "raion", "oblast"), ("name", "katottg"))


@dataclass(frozen=True, slots=True)
class HromadaName:
    """What a hromada's slug may be made of."""

    katottg: str
    name: str
    raion: str
    oblast: str


def slug_of(name: str) -> str:
    """Return the name as a part of a URL: Latin letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", translit(name).lower()).strip("-")


def new_slugs(hromadas: Sequence[HromadaName], taken: Iterable[str]) -> Mapping[str, str]:
    """Return a slug of its own for each hromada, by KATOTTG code.

    Hromadas of the same name get none without the raion, then the oblast, then the code: the
    result does not depend on the order of the file.
    """
    used = set(taken) | RESERVED_SLUGS
    waiting = list(hromadas)
    slugs: dict[str, str] = {}
    for parts in _FORMS:
        proposed = {
            h.katottg: slug_of(" ".join(getattr(h, part) for part in parts)) for h in waiting
        }
        count = Counter(proposed.values())
        settled = {
            code: slug
            for code, slug in proposed.items()
            if slug and count[slug] == 1 and slug not in used
        }
        slugs |= settled
        used |= set(settled.values())
        waiting = [hromada for hromada in waiting if hromada.katottg not in settled]
    return slugs
