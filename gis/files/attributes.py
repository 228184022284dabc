"""Turns the attributes of features into text, as in a CSV file."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A list in GeoJSON stays a list; everything else is text, '' for no value.
Row = dict[str, str | list[str]]


def rows_of(names: Sequence[str], columns: Sequence[NDArray[Any]], count: int) -> list[Row]:
    """Return one dict per feature; numbers and dates become text that parses back the same."""
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
