"""Turns the attributes of features into text, as a CSV file would give them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A list in GeoJSON stays a list; everything else is text, '' where there is nothing.
Row = dict[str, str | list[str]]


def rows_of(names: Sequence[str], columns: Sequence[NDArray[Any]], count: int) -> list[Row]:
    """Return one dict a feature; numbers and dates become text that reads back the same."""
    texts = [[_text(value) for value in column.tolist()] for column in columns]
    keys = [str(name) for name in names]
    return [
        {key: values[index] for key, values in zip(keys, texts, strict=True)}
        for index in range(count)
    ]


def _text(value: object) -> str | list[str]:
    if isinstance(value, list | tuple | np.ndarray):
        return [str(part) for part in value]
    if value is None or value != value:
        # NaN alone differs from itself.
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
