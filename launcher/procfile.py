"""The Procfile: the processes of the city."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from string import Template

from launcher.terminal import TroubleError

LINE = re.compile(r"([a-z][a-z0-9-]*):\s+(\S.*)")


def read_procfile(path: Path, environment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return commands by name, ``$NAME`` filled in from ``environment``, without a shell."""
    commands = {}
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = LINE.fullmatch(line.strip())
        if match is None:
            raise TroubleError(f"{path}: {line!r} is not 'name: command'.")
        try:
            words = [Template(word).substitute(environment) for word in shlex.split(match[2])]
        except KeyError as missing:
            raise TroubleError(f"{path}: {match[1]} needs {missing}, which is not set.") from None
        commands[match[1]] = tuple(words)
    return commands
