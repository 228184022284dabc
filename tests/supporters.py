"""People who support, and browsers that we know, as tests need them."""

from datetime import UTC, datetime, timedelta
from itertools import count

from flask import Flask
from flask.testing import FlaskClient

from app.domain.supports import SupporterIdentity, SupportKind
from app.security.devices import cookie_name, device_token

_DEVICES = count(1)


def a_device(name: str = "phone", network: str = "home", **given: bool) -> SupporterIdentity:
    """A browser without an account, in a network."""
    key = name.encode()
    return SupporterIdentity(SupportKind.DEVICE, (key,), key, network.encode(), **given)


def an_account(
    name: str = "ivanna", device: str = "phone", network: str = "home"
) -> SupporterIdentity:
    """A signed-in person at a browser."""
    keys = (f"{name}@".encode(), f"old {name}".encode(), device.encode())
    return SupporterIdentity(SupportKind.ACCOUNT, keys, device.encode(), network.encode())


def known(app: Flask, client: FlaskClient, *, seconds: float = 60, name: str = "") -> FlaskClient:
    """A browser that got its cookie some time ago."""
    issued = datetime.now(UTC) - timedelta(seconds=seconds)
    with app.test_request_context():
        token = device_token(name or f"device{next(_DEVICES)}", issued)
        client.set_cookie(cookie_name(), token)
    return client
