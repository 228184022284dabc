"""Makes addresses (slugs) of hromadas' names, spelt as resolution 55 of 27.01.2010 has it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from translitua import translit

# First parts of paths that are not hromadas.
_RESERVED = frozenset({"account", "static", "open311", "ogc", "healthz", "readyz", "metrics"})


@dataclass(frozen=True, slots=True)
class Named:
    """What a hromada's address may be made of, the shortest first."""

    katottg: str
    name: str
    raion: str
    oblast: str


def slug_of(words: str) -> str:
    """Return the words as a part of an address: Latin letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", translit(words).lower()).strip("-")


def new_slugs(hromadas: Sequence[Named], taken: Iterable[str]) -> Mapping[str, str]:
    """Give each hromada an address of its own, by KATOTTG code.

    A name that several share belongs to none of them: they are told apart by raion, then oblast,
    then code. So the order of the file decides nothing.
    """
    used = set(taken) | _RESERVED
    waiting = list(hromadas)
    slugs: dict[str, str] = {}
    for form in (_bare, _with_raion, _with_oblast, _with_code):
        wanted = Counter(form(hromada) for hromada in waiting)
        settled = {
            hromada.katottg: form(hromada)
            for hromada in waiting
            if form(hromada) and wanted[form(hromada)] == 1 and form(hromada) not in used
        }
        slugs |= settled
        used |= set(settled.values())
        waiting = [hromada for hromada in waiting if hromada.katottg not in settled]
    return slugs


def _bare(hromada: Named) -> str:
    return slug_of(hromada.name)


def _with_raion(hromada: Named) -> str:
    return slug_of(f"{hromada.name} {hromada.raion}")


def _with_oblast(hromada: Named) -> str:
    return slug_of(f"{hromada.name} {hromada.raion} {hromada.oblast}")


def _with_code(hromada: Named) -> str:
    return slug_of(f"{hromada.name} {hromada.katottg}")
