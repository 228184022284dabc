"""An app of nothing but languages, errors and rate limits, to which a test adds its pages."""

from flask import Flask

from app.config import Settings
from app.errors import register_errors
from app.security.rate_limits import register_limits
from app.texts.languages import register_languages

NOWHERE = "unix:///nowhere/redis.sock"


def a_bare_site(redis_url: str = NOWHERE, rate_limits: str = "on") -> Flask:
    """Return the app; errors are told as JSON to whoever asks for it."""
    site = Flask("bare")
    settings = Settings(
        database_url="x",
        redis_url=redis_url,
        secret_key="x",  # noqa: S106 - it guards nothing
        identity_key="also-x",
        rate_limits=rate_limits,
    )
    site.config["SECRET_KEY"] = settings.secret_key
    register_languages(site)
    register_errors(site)
    register_limits(site, settings)
    return site
