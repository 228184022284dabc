"""Suggestions of streets: a short beginning is taken at its letters, and nonsense finds nothing."""

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"

SQL = Path(__file__).parents[1] / "sql"
# Loads the extension: before that its setting, which the function carries, is nobody's to set.
_LOAD = "SELECT show_trgm('')"
_BEGINS = "CREATE FUNCTION streets_like("


def upgrade() -> None:
    op.execute(_LOAD)
    # A trusted one: who owns the database may add it.
    op.execute("CREATE EXTENSION IF NOT EXISTS fuzzystrmatch")
    op.execute((SQL / "0019_streets_like.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute(_LOAD)
    before = (SQL / "0006_addresses.sql").read_text(encoding="utf-8")
    function = before[before.index(_BEGINS) :].partition("END $$;")[0]
    op.execute(f"CREATE OR REPLACE{function.removeprefix('CREATE')}END $$")
