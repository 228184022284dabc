"""Districts and bodies in versions; drafts of boundaries; re-routing."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    op.execute((SQL / "0003_history.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute(
        "DELETE FROM report_transition WHERE action = 'reroute' "
        "OR (action = 'forward' AND role = 'system')"
    )
    for thing in ("district", "body"):
        op.execute(f"DROP FUNCTION keep_{thing}_version() CASCADE")
        op.execute(f"DROP TABLE {thing}_version")
    op.execute("DROP FUNCTION version_begins(timestamptz, timestamptz, timestamptz)")
    op.execute("DROP TABLE boundary_draft")
    op.execute("ALTER TABLE body DROP decision, DROP valid_from, DROP valid_to")
