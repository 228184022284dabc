"""What is wrong with a file from outside: one fault a feature or line, for people to mend."""

from dataclasses import dataclass


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""

    @property
    def reason(self) -> str:
        """Return the message as it was said: a page can tell it in its reader's language."""
        reason: str = self.args[0]
        return reason


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one feature or line, and how to mend it.

    ``number`` counts features from 1, or is the line of a CSV file; ``kind`` is a stable word by
    which faults are counted.
    """

    number: int
    label: str
    kind: str
    reason: str
