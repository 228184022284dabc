"""Whatever is said to people is said in Ukrainian too."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGS = ROOT / "translations" / "uk" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
REFUSALS = ("Rejected", "NotFound", "Conflict", "WrongState", "NotAllowed")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)} | dict.fromkeys(REFUSALS)


@pytest.fixture(scope="module")
def translated():
    found = {}
    for path in sorted(CATALOGS.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="uk"):
                words = message.id if isinstance(message.id, str) else message.id[0]
                said = (message.string,) if isinstance(message.string, str) else message.string
                found[words] = all(said) and not message.fuzzy
    return found


@pytest.mark.parametrize("folder", ["app", "templates"])
def test_every_message_has_a_ukrainian_translation(translated, folder):
    found = extract_from_dir(str(ROOT / folder), METHODS, keywords=KEYWORDS)
    said = {
        (words if isinstance(words, str) else words[0], path)
        for path, _line, words, _comments, _context in found
        # The command line speaks English.
        if not path.startswith("cli/")
    }
    assert said
    assert sorted((path, words) for words, path in said if not translated.get(words)) == []
