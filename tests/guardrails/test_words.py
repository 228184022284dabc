"""One word a thing: what the glossary replaced does not come back into the catalogues."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from tests.guardrails.test_names import ROOT

CATALOGUES = sorted((ROOT / "translations" / "uk" / "LC_MESSAGES").glob("*.po"))
# Each with the word to use; docs/glossary.md says what it means.
REPLACED = {
    r"карт(?:а|и|і|у|ою|ах|ам)?\b": "мапа",
    r"(?:термін|терміни|терміну|терміном|дедлайн\w*)\b": "строк",
    r"сплив\w*|сплинув\w*": "минув, прострочено",
    r"заявник\w*|користувач\w*": "мешканець",
    r"категорі\w*": "вид (проблеми)",
    r"виконав(?:ець|ц\w+)|виконавч\w+ орган\w*": "орган",
    r"посадов\w+": "відповідальна особа",
    r"ділянк\w*": "зона, місце",
    r"пере(?:сл|сил|адрес)\w+|скер(?:ов|у)\w+": "передати",
    r"замал(?:ьов|ю)\w+|замаз\w+": "зачорнити",
    r"персональн\w+": "особисті дані",
    r"дублікат\w*": "повтор",
    r"лайк\w*": "підтримка",
    r"коментар\w*": "слова, нотатка",
    r"мовчки": "без слова",
    r"аудит\w*|лог(?:и|у|ів)?\b": "журнал",
    r"токен\w*": "ключ, код",
}
# Where a replaced word means something else: names of laws, people's own headings.
LAWFUL = ("METRICS_TOKEN as bearer token",)


def texts() -> Iterator[tuple[str, str]]:
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="uk"):
                said = message.string
                forms = [said] if isinstance(said, str) else list(said or ())
                for form in forms:
                    if message.id and form and not any(each in form for each in LAWFUL):
                        yield f"{path.stem}: {form}", form


@pytest.mark.parametrize(("word", "instead"), REPLACED.items(), ids=list(REPLACED.values()))
def test_a_replaced_word_stays_away(word: str, instead: str) -> None:
    found = [where for where, text in texts() if re.search(rf"\b(?:{word})", text, re.IGNORECASE)]
    assert not found, f"write {instead}:\n" + "\n".join(found)


def test_sentences_have_no_dashes() -> None:
    """A dash stands for a verb that a reader on a small screen has to guess; ranges keep theirs."""
    found = [where for where, text in texts() if re.search(r"\s[—–]\s|—", text)]
    assert not found, "\n".join(found)
