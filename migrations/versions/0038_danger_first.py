"""What endangers life stands first in every queue: one rule, as app/domain/categories.py has it."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION category_endangers(emergency bigint, hazard boolean, hotline varchar)
            RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
            RETURN emergency = 2 OR (hazard AND hotline <> '')
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION category_endangers(bigint, boolean, varchar)")
