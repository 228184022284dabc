"""Counts of public reports by map cell: a log of changes, and the sums it is merged into."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

SQL = Path(__file__).parents[1] / "sql"

POLICIES = """
ALTER POLICY of_hromada ON report USING (hromada_id = entered_hromada())
    WITH CHECK (hromada_id = entered_hromada());
ALTER POLICY own_reports ON report USING (account_id = entered_account());
"""


def upgrade() -> None:
    op.execute((SQL / "0002_counts.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("DROP FUNCTION count_report() CASCADE")
    op.execute("DROP FUNCTION note_map_change() CASCADE")
    op.execute("DROP FUNCTION place_on_map() CASCADE")
    for table in ("count_delta", "cell_count", "facet_count", "hromada_count"):
        op.execute(f"DROP TABLE {table}")
    op.execute(POLICIES)
    op.execute("DROP INDEX report_map_idx")
    op.execute("ALTER TABLE report DROP map_cell, DROP map_y, DROP map_x")
    for function in ("map_month(timestamptz)", "map_cell(int, int)", "map_status(text)"):
        op.execute(f"DROP FUNCTION {function}")
    for function in ("map_x(float8)", "map_y(float8)"):
        op.execute(f"DROP FUNCTION {function}")
