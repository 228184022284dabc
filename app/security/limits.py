"""Rate limits: generous where phones share an address, tight where guessing pays."""

import ipaddress

from flask import Flask, request
from flask_limiter import Limiter

from app.config import Settings

REPORTING = "30 per minute; 300 per hour"
SIGNING_IN = "10 per minute; 60 per hour"
ANY_POST = "120 per minute"


def who_from_where() -> str:
    """Return the caller's network: the address, or the /64 of an IPv6 one."""
    address = request.remote_addr or "127.0.0.1"
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


limiter = Limiter(key_func=who_from_where)


def register_limits(app: Flask, settings: Settings) -> None:
    """Count in Redis; while it is down, each process counts for itself."""
    app.config.update(
        RATELIMIT_ENABLED=settings.limited,
        RATELIMIT_STORAGE_URI=_storage(settings.redis_url),
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_IN_MEMORY_FALLBACK=[ANY_POST],
        RATELIMIT_HEADERS_ENABLED=True,
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1},
    )
    limiter.init_app(app)


def _storage(redis_url: str) -> str:
    return f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url
