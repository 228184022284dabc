"""Settings, read once from the environment at start; .env.example lists every key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class BadSettings(Exception):
    """Missing or invalid settings; the message names all of them."""


def _setting(help_text: str, default: str | None = None) -> Any:  # noqa: ANN401 - as dataclasses.field
    metadata = {"help": help_text}
    if default is None:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a deployment. Values are unparsed text; the properties parse them."""

    database_url: str = _setting("PostgreSQL with PostGIS, as postgresql+psycopg://…")
    redis_url: str = _setting("Redis for wake-ups and rate limits, as redis://… or unix://…")
    secret_key: str = _setting("signs cookies and links; keep it, or every link stops working")
    identity_key: str = _setting(
        "hashes residents' devices and addresses; keep it, never change it"
    )
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
    contact_email: str = _setting(
        "whom to ask about the installation, on its pages and by answers to its letters", ""
    )
    trusted_proxies: str = _setting("how many proxies of ours stand in front of ./run", "0")
    rate_limits: str = _setting("on, or off for drills", "on")
    basemap: str = _setting("a map style's URL; unset: the map draws what the database knows", "")
    metrics_token: str = _setting(
        "what /metrics wants as a bearer token; unset: it answers this machine alone", ""
    )
    log_level: str = _setting("debug, info, warning or error", "info")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read upper-case names from ``env``; raise BadSettings."""
        known = {f.name for f in fields(cls)}
        values = {name: env[name.upper()] for name in known if env.get(name.upper())}
        required = {"database_url", "redis_url", "secret_key", "identity_key"}
        errors = [f"{name.upper()} is not set" for name in sorted(required - values.keys())]
        errors += _errors(values)
        if errors:
            raise BadSettings("; ".join(errors) + ". See .env.example")
        return cls(**values)

    @property
    def public_url(self) -> str:
        """Return the base URL for links, without a trailing slash."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Return whether the public URL is https."""
        return self.public_url.startswith("https://")

    @property
    def var(self) -> Path:
        """Return the absolute path of the folder for photos, letters and logs."""
        return Path(self.var_dir).absolute()

    @property
    def published_static(self) -> Path:
        """Return the folder of static files as published: those of the last releases."""
        return self.var / "static"

    @property
    def limited(self) -> bool:
        """Return whether rate limits are enabled."""
        return self.rate_limits == "on"


def _errors(values: Mapping[str, str]) -> list[str]:
    errors = [
        f"{name.upper()}={values[name]!r} is not a whole number"
        for name in ("port", "trusted_proxies")
        if name in values and not values[name].isdecimal()
    ]
    if values.get("rate_limits", "on") not in ("on", "off"):
        errors.append(f"RATE_LIMITS={values['rate_limits']!r} is neither on nor off")
    if values.get("log_level", "info") not in ("debug", "info", "warning", "error"):
        errors.append(f"LOG_LEVEL={values['log_level']!r} is not debug, info, warning or error")
    for name, schemes in _SCHEMES.items():
        if name in values and not values[name].startswith(schemes):
            errors.append(f"{name.upper()} must begin with {' or '.join(schemes)}")
    return errors


_SCHEMES = {
    "database_url": ("postgresql+psycopg://", "postgresql://"),
    "database_owner_url": ("postgresql+psycopg://", "postgresql://"),
    "database_read_url": ("postgresql+psycopg://", "postgresql://"),
    "redis_url": ("redis://", "rediss://", "unix://"),
    "smtp_url": ("smtp://", "smtps://"),
    "base_url": ("http://", "https://"),
    "basemap": ("http://", "https://", "/"),
}
