"""Compiles translations: .po files into .mo files.

Runs in the app's Python, where Babel is installed.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalog(source: Path) -> None:
    """Write the .mo file beside ``source``; a doubtful (fuzzy) translation is left out."""
    with source.open("rb") as text:
        catalog = read_po(text, locale=source.parents[1].name, abort_invalid=True)
    fresh = source.with_suffix(".mo.new")
    with fresh.open("wb") as compiled:
        write_mo(compiled, catalog)
    fresh.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_catalog(Path(name))
