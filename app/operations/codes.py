"""Codes of new rows, made of their names: nobody types them."""

import re
from collections.abc import Container

from translitua import translit

_LONGEST = 40


def code_for(name: str, taken: Container[str], *, prefix: str = "", otherwise: str = "x") -> str:
    """Return a code of the name in Latin letters that is not taken yet, after ``prefix``."""
    latin = re.sub(r"[^a-z0-9]+", "-", translit(name).lower())[:_LONGEST].strip("-")
    base = prefix + (latin or otherwise)
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code
