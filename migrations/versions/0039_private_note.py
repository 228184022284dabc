"""A report has words for those who work with it alone: a telephone, a flat."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.execute("ALTER TABLE report ADD COLUMN private_note varchar NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE report DROP COLUMN private_note")
