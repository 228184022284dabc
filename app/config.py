"""Settings, read once from the environment at start; every key is listed in .env.example."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class BadSettings(Exception):
    """Settings that are missing, misspelt or unreadable; all of them are named at once."""


def _setting(help_text: str, default: str | None = None) -> Any:  # noqa: ANN401 - as dataclasses.field
    metadata = {"help": help_text}
    if default is None:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may change. Values are text as given; the properties parse them."""

    database_url: str = _setting("PostgreSQL with PostGIS, as postgresql+psycopg://…")
    redis_url: str = _setting("Redis for wake-ups and rate limits, as redis://… or unix://…")
    secret_key: str = _setting("signs cookies and links; keep it, or every link stops working")
    database_owner_url: str = _setting("the schema's owner, for migrations; else DATABASE_URL", "")
    database_read_url: str = _setting("a replica for reading; else DATABASE_URL", "")
    host: str = _setting("the address to listen on", "127.0.0.1")
    port: str = _setting("the port to listen on", "8000")
    base_url: str = _setting("how the outside reaches us, for links in letters", "")
    var_dir: str = _setting("where photos, letters and logs are kept", "var")
    smtp_url: str = _setting(
        "smtp://[user:password@]host[:port] or smtps://…; unset: letters become .eml files", ""
    )
    mail_from: str = _setting("the sender of letters", "Відкрите Місто <noreply@localhost>")
    trusted_proxies: str = _setting("how many proxies of ours stand in front", "0")
    rate_limits: str = _setting("on, or off for drills", "on")
    basemap: str = _setting("a map style's URL; unset: the map draws what the database knows", "")
    log_level: str = _setting("debug, info, warning or error", "info")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read upper-case names from ``env``; raise BadSettings naming every bad one."""
        known = {f.name for f in fields(cls)}
        given = {name: env[name.upper()] for name in known if env.get(name.upper())}
        required = {"database_url", "redis_url", "secret_key"}
        faults = [f"{name.upper()} is not set" for name in sorted(required - given.keys())]
        faults += _faults(given)
        if faults:
            raise BadSettings("; ".join(faults) + ". See .env.example")
        return cls(**given)

    @property
    def public_url(self) -> str:
        """Return the address for links, without a slash at its end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Say whether the outside reaches us by TLS."""
        return self.public_url.startswith("https://")

    @property
    def var(self) -> Path:
        """Return the folder of photos and letters, absolute."""
        return Path(self.var_dir).absolute()

    @property
    def limited(self) -> bool:
        """Say whether rate limits are in force."""
        return self.rate_limits == "on"


def _faults(given: Mapping[str, str]) -> list[str]:
    faults = [
        f"{name.upper()}={given[name]!r} is not a whole number"
        for name in ("port", "trusted_proxies")
        if name in given and not given[name].isdecimal()
    ]
    if given.get("rate_limits", "on") not in ("on", "off"):
        faults.append(f"RATE_LIMITS={given['rate_limits']!r} is neither on nor off")
    if given.get("log_level", "info") not in ("debug", "info", "warning", "error"):
        faults.append(f"LOG_LEVEL={given['log_level']!r} is not debug, info, warning or error")
    for name, schemes in _SCHEMES.items():
        if name in given and not given[name].startswith(schemes):
            faults.append(f"{name.upper()} must begin with {' or '.join(schemes)}")
    return faults


_SCHEMES = {
    "database_url": ("postgresql+psycopg://", "postgresql://"),
    "database_owner_url": ("postgresql+psycopg://", "postgresql://"),
    "database_read_url": ("postgresql+psycopg://", "postgresql://"),
    "redis_url": ("redis://", "rediss://", "unix://"),
    "smtp_url": ("smtp://", "smtps://"),
    "base_url": ("http://", "https://"),
    "basemap": ("http://", "https://", "/"),
}
