"""A transaction that may do anything, and leaves nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session


@pytest.fixture
def superuser_session(owner_engine: Engine) -> Iterator[Session]:
    """A transaction of the superuser's, who may also delete; rolled back, never committed."""
    with owner_engine.connect() as conn, conn.begin() as outer:
        yield Session(conn, join_transaction_mode="create_savepoint", expire_on_commit=False)
        outer.rollback()
