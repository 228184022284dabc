"""What the person at the terminal reads."""

import sys


class TroubleError(Exception):
    """What is missing or wrong, and how to repair it: shown without a traceback."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what}\n  {remedy}" if remedy else what)


def say(line: str) -> None:
    """Tell one line of progress on standard output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def warn(line: str) -> None:
    """Tell one line on standard error, at once."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
