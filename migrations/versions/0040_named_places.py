"""Named places and buildings of the basemap are found by their names."""

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    # Beside readers and writers, who do not wait.
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS basemap_feature_named_idx")
        op.execute(
            "CREATE INDEX CONCURRENTLY basemap_feature_named_idx ON basemap_feature (hromada_id)"
            " WHERE name_uk <> '' AND layer IN ('building', 'place')"
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS basemap_feature_named_idx")
