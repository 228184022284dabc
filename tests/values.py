"""What a test expects to be there."""

from typing import TypeVar

T = TypeVar("T")


def present(value: T | None) -> T:
    """The value, which may not be missing."""
    assert value is not None
    return value
