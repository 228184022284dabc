"""Names in both languages, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

Model = TypeVar("Model")

# What addresses of the site itself begin with: no hromada's slug.
RESERVED_SLUGS = frozenset(
    {
        "about", "accessibility", "account", "ask", "base", "contacts", "healthz", "help",
        "metrics", "offline", "ogc", "open311", "privacy", "readyz", "static", "tiles",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name, or another text, in Ukrainian and in English; an empty one is false."""

    uk: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.uk or self.en)

    def text(self, language: str) -> str:
        """Return it in the language, or in the other one where it is empty."""
        return (self.en or self.uk) if language == "en" else (self.uk or self.en)


NO_NAME = Name()


def from_row(model: type[Model], row: Mapping[Any, Any]) -> Model:
    """Return a row as a dataclass: ``name_uk`` and ``name_en`` make its ``name``.

    In the same way ``body_uk`` and ``body_en`` make ``body_name``, as ``body`` may be a code.
    """
    values = dict(row)
    for field in _names_of(model):  # type: ignore[arg-type]  # classes are hashable
        column = field if f"{field}_uk" in values else field.removesuffix("_name")
        values[field] = Name(values.pop(f"{column}_uk") or "", values.pop(f"{column}_en") or "")
    return model(**values)


@cache
def _names_of(model: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(model) if field.type is Name)
