"""What became of a report is four things: solved by word, closed in silence, claimed, refused.

What a body says it has done counts as in work until the resident agrees or the days are over; what
nobody objected to is a status of its own; a refusal can be appealed, once; a moderator's question
has a term. Colour and publicity are written by a trigger: a generated column's rule cannot change.
"""

from pathlib import Path

from alembic import op

revision = "0036"
down_revision = "0035"

SQL = Path(__file__).parents[1] / "sql"
_ANSWERED = """
CREATE INDEX CONCURRENTLY report_answered_new_idx
ON report (hromada_id, body_id, updated_at DESC, id DESC) WHERE status IN ({})
"""
_NOW = "'solved', 'not_solved', 'appealed', 'confirmed', 'lapsed'"
_BEFORE = "'solved', 'not_solved', 'confirmed'"


def upgrade() -> None:
    op.execute((SQL / "0036_outcomes.sql").read_text(encoding="utf-8"))
    with op.get_context().autocommit_block():
        _replace_answered_index(_NOW)
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_event_appeal_idx")
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY report_event_appeal_idx"
            " ON report_event (report_id) WHERE action = 'appeal'"
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_event_appeal_idx")
        _replace_answered_index(_BEFORE)
    op.execute((SQL / "0036_outcomes_down.sql").read_text(encoding="utf-8"))


def _replace_answered_index(statuses: str) -> None:
    """Begin anew after any break: there is always one index that is whole."""
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_answered_new_idx")
    op.execute(_ANSWERED.format(statuses))
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS report_answered_idx")
    op.execute("ALTER INDEX report_answered_new_idx RENAME TO report_answered_idx")
