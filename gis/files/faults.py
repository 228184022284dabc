"""Faults of a file from outside, one per feature or line, for its owner to repair."""

from dataclasses import dataclass


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message explains why and what to do."""

    @property
    def reason(self) -> str:
        """Return the message as it was raised: a page can translate it for its reader."""
        reason: str = self.args[0]
        return reason


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one feature or line, and how to repair it.

    ``number`` counts features from 1, or is the line of a CSV file; ``kind`` is a stable code by
    which faults are counted.
    """

    number: int
    label: str
    kind: str
    reason: str
