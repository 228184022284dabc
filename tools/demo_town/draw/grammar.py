"""Ukrainian street names in their grammatical cases, and the sentences of words/."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"
SEASONS = ("зима", "весна", "літо", "осінь")

# type: (preposition and locative, genitive, accusative, instrumental, short form)
_TYPES: dict[str, tuple[str, str, str, str, str]] = {
    "вулиця": ("на вулиці", "вулиці", "вулицю", "вулицею", "вул."),
    "провулок": ("у провулку", "провулка", "провулок", "провулком", "пров."),
    "проспект": ("на проспекті", "проспекту", "проспект", "проспектом", "просп."),
    "бульвар": ("на бульварі", "бульвару", "бульвар", "бульваром", "бульв."),
    "узвіз": ("на узвозі", "узвозу", "узвіз", "узвозом", "узвіз"),
    "проїзд": ("у проїзді", "проїзду", "проїзд", "проїздом", "проїзд"),
    "дорога": ("на дорозі", "дороги", "дорогу", "дорогою", "дор."),
}
# Adjective endings: nominative to locative, genitive, accusative, instrumental.
_ENDINGS: tuple[tuple[str, tuple[str, str, str, str]], ...] = (
    ("ня", ("ній", "ньої", "ню", "ньою")),
    ("а", ("ій", "ої", "у", "ою")),
    ("я", ("ій", "ьої", "ю", "ьою")),
    ("ній", ("ньому", "нього", "ній", "нім")),
    ("ий", ("ому", "ого", "ий", "им")),
    ("ів", ("овому", "ового", "ів", "овим")),
)
# One-word names that are somebody's surname or a noun in the genitive: they do not change.
_FIXED = frozenset({
    "Амосова", "Дорошенка", "Довженка", "Загороднього", "Пушкарів", "Сурмачів", "Будівельників",
    "Геологів", "Архітекторів", "Патріотів", "Монтажників", "Машинобудівників", "Першопрохідців",
    "Захисників", "Добровольців", "Лірників", "Енергетиків", "Гірників", "Ластівчин",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with the seasons and places it fits."""

    words: str
    seasons: frozenset[str] = frozenset()
    village: bool = False


def street_slots(street: str) -> dict[str, str]:
    """Return a street's name in the grammatical cases that sentences use."""
    kind, _, name = street.partition(" ")
    if kind not in _TYPES:
        return dict.fromkeys(("вул_н", "вулиці", "вулицю", "вул_ою"), street) | {
            "на": f"у {street}", "коротко": street,
        }  # fmt: skip
    forms = _TYPES[kind]
    cases = _declined(name)
    return {
        "на": f"{forms[0]} {cases[0]}",
        "вул_н": street,
        "вулиці": f"{forms[1]} {cases[1]}",
        "вулицю": f"{forms[2]} {cases[2]}",
        "вул_ою": f"{forms[3]} {cases[3]}",
        "коротко": f"{forms[4]} {name}",
    }


def _declined(name: str) -> tuple[str, str, str, str]:
    """Decline a name that is one adjective; leave any other as it is."""
    if " " in name or name in _FIXED:
        return (name,) * 4
    for ending, cases in _ENDINGS:
        if name.endswith(ending):
            stem = name[: -len(ending)]
            changed = tuple(stem + case for case in cases)
            return changed[0], changed[1], changed[2], changed[3]
    return (name,) * 4


@cache
def stock(*names: str) -> dict[str, tuple[Sentence, ...]]:
    """Read files of sentences; a heading may name several keys after its action."""
    found: dict[str, list[Sentence]] = {}
    keys: list[str] = []
    for name in names:
        for line in (WORDS / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                first, *rest = line[3:].split()
                keys = [f"{first} {leaf}" for leaf in rest] or [first]
            elif line.strip():
                for key in keys:
                    found.setdefault(key, []).append(_sentence(line.strip()))
    return {key: tuple(sentences) for key, sentences in found.items()}


def _sentence(line: str) -> Sentence:
    if not line.startswith("["):
        return Sentence(line)
    tags, _, words = line[1:].partition("] ")
    marks = tags.split()
    return Sentence(words, frozenset(m for m in marks if m in SEASONS), "село" in marks)


def capital(words: str) -> str:
    """Return the text with a capital first letter."""
    return words[:1].upper() + words[1:]
