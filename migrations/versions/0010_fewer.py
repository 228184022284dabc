"""Fewer levels of counts; what new reports mean to others is noted by one trigger."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"

SQL = Path(__file__).parents[1] / "sql"

# As the migrations before made them. Counts of level 10 come back with `counts rebuild`.
DOWN = """
DROP FUNCTION note_new_reports() CASCADE;
CREATE TRIGGER report_counted_new AFTER INSERT ON report
    FOR EACH ROW WHEN (NEW.public) EXECUTE FUNCTION count_report();
"""


def upgrade() -> None:
    op.execute((SQL / "0010_fewer.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute(DOWN)
    notices = (SQL / "0005_notices.sql").read_text(encoding="utf-8")
    start = notices.index("CREATE FUNCTION explain_reports()")
    op.execute(notices[start : notices.index("DO $$", start)])
