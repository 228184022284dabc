"""When an open report is late is told by one function, wherever it is asked."""

from alembic import op

revision = "0014"
down_revision = "0013"

# Not strict: a function of one expression becomes part of the query that asks.
UP = """
-- A plan answers with a day: such a report is late only once that day is over in Kyiv, too.
CREATE FUNCTION answer_late_after(
    status varchar, answer_due_at timestamptz, planned_for date
) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(
    answer_due_at,
    CASE WHEN status = 'planned'
        THEN CAST(planned_for + 1 AS timestamp) AT TIME ZONE 'Europe/Kyiv' END);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP FUNCTION answer_late_after(varchar, timestamptz, date)")
