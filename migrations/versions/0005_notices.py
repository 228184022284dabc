"""Notices that explain reports: area, period, categories; who follows them; what they explain."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    op.execute((SQL / "0005_notices.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("DROP FUNCTION explain_reports() CASCADE")
    for table in ("notice_subscription", "report_notice", "notice_piece", "notice_category"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP TABLE notice")
