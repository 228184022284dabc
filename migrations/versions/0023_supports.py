"""Supports that a stranger cannot invent: confirmed ones apart, bursts checked by moderators."""

from pathlib import Path

from alembic import op

revision = "0023"
down_revision = "0022"

SQL = Path(__file__).parents[1] / "sql"
DOWN = """
DROP TABLE report_alike, report_origin;
DELETE FROM report_transition WHERE action IN ('vouch', 'discount');
ALTER TABLE subscription DROP COLUMN person_key, DROP COLUMN device_key, DROP COLUMN supports;
ALTER TABLE report DROP COLUMN confirmed_supporters;
DROP INDEX supporter_network_idx, supporter_suspected_idx;
ALTER TABLE supporter
    DROP COLUMN kind, DROP COLUMN state, DROP COLUMN device_key, DROP COLUMN network_key;
"""


def upgrade() -> None:
    op.execute((SQL / "0023_supports.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute(DOWN)
