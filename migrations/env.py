"""Runs the migrations as the schema's owner, under lock and statement timeouts."""

import os
from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine

import app.models.accounts
import app.models.addresses
import app.models.boundaries
import app.models.counts
import app.models.failures
import app.models.hromadas
import app.models.notices
import app.models.outbox
import app.models.places
import app.models.report_origins
import app.models.reports
import app.models.subscriptions
import app.models.traces  # noqa: F401
from app.models.base import Base

# A migration that cannot get its lock gives up instead of queueing the whole site behind it.
TIMEOUTS = "-c lock_timeout=5s -c statement_timeout=15min"


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:  # noqa: ANN401
    """Leave out PostGIS's own tables."""
    if name == "spatial_ref_sys":
        return False
    ours = alembic_helpers.include_object(thing, name, kind, reflected, other)  # type: ignore[no-untyped-call]  # it has no types
    return bool(ours)


def run() -> None:
    """Migrate the database of ``DATABASE_OWNER_URL`` (else ``DATABASE_URL``)."""
    url = context.config.get_main_option("sqlalchemy.url") or os.environ.get(
        "DATABASE_OWNER_URL", os.environ.get("DATABASE_URL", "")
    )
    engine = create_engine(url, connect_args={"options": TIMEOUTS})
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=alembic_helpers.render_item,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
