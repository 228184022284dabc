"""Settings: the environment, then .env, then what is made here."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from launcher.places import CHECKOUT
from launcher.terminal import TroubleError

LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
DEFAULTS = {"HOST": "127.0.0.1", "PORT": "8000"}


def read_settings(environment: Mapping[str, str], file: Path = CHECKOUT / ".env") -> dict[str, str]:
    """Return the environment over ``file`` over the defaults; VAR_DIR becomes absolute."""
    written = parse_env(file.read_text(), str(file)) if file.exists() else {}
    settings = DEFAULTS | _given(written) | _given(environment)
    settings["VAR_DIR"] = str(CHECKOUT / settings.get("VAR_DIR", "var"))
    if not settings["PORT"].isdecimal() or not 0 < int(settings["PORT"]) < 65536:
        raise TroubleError(f"PORT={settings['PORT']} is not a port.", "Give one from 1 to 65535.")
    return settings


def parse_env(text: str, name: str) -> dict[str, str]:
    """Read ``KEY=value`` lines; # starts a comment line; quotes around a value are taken off.

    Nothing is expanded: a dollar sign is a dollar sign.
    """
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        match = LINE.fullmatch(bare)
        if match is None:
            raise TroubleError(f"{name}, line {number}: {bare!r} is not KEY=value.")
        found[match[1]] = _unquoted(match[2])
    return found


def secret_key(var: Path) -> str:
    """Return the key that signs cookies and links: made once, readable by its owner alone."""
    return _kept_key(var / "secret_key")


def identity_key(var: Path) -> str:
    """Return the key that hashes residents' identities: made once, in a folder of its own."""
    folder = var / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return _kept_key(folder / "identity.key")


def _kept_key(path: Path) -> str:
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32) + "\n")
        fresh.replace(path)
    return path.read_text().strip()


def app_environment(
    settings: Mapping[str, str], addresses: Mapping[str, str], var: Path
) -> dict[str, str]:
    """Return the app's environment: settings, servers' addresses, PATH of its commands."""
    made = {"SECRET_KEY": secret_key(var), "IDENTITY_KEY": identity_key(var)}
    environment = made | {"PYTHONUNBUFFERED": "1"} | dict(settings)
    environment |= addresses
    commands = str(var_commands(var))
    environment["PATH"] = f"{commands}:{settings.get('PATH', '/usr/bin:/bin')}"
    return environment


def var_commands(var: Path) -> Path:
    """Return the folder of the installed commands."""
    return var / "venv" / "bin"


def _given(texts: Mapping[str, str]) -> dict[str, str]:
    """Leave out what is empty: KEY= is a setting not made."""
    return {key: text for key, text in texts.items() if text}


def _unquoted(text: str) -> str:
    value = text.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value.partition(" #")[0].rstrip()
