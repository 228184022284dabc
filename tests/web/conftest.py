"""A town whose desks are manned, and those who sit at them; a module may have a town of its own."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from tests.web.desks import SignIn, a_town_with_desks, entering


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town_with_desks(database)


@pytest.fixture
def enter(app: Flask, database: Database, town: Hromada) -> SignIn:
    return entering(app, database, town)


@pytest.fixture
def moderator(enter: SignIn) -> FlaskClient:
    return enter(Role.MODERATOR)


@pytest.fixture
def coordinator(enter: SignIn) -> FlaskClient:
    return enter(Role.COORDINATOR)


@pytest.fixture
def redis_url(worker_id: str) -> Iterator[str]:
    """Redis, a part for each worker; what was counted is forgotten before and after."""
    part = 4 + int(worker_id.removeprefix("gw")) % 3 if worker_id.startswith("gw") else 3
    url = f"{os.environ['REDIS_URL'].partition('?')[0]}?db={part}"
    with Redis.from_url(url) as redis:
        redis.flushdb()
        yield url
        redis.flushdb()
