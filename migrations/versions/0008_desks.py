"""Staff's lists by index; one's own reports by a function instead of a policy.

A policy for the own reports made every statement about reports an OR of two policies: the planner
then took no index that could give the rows in order, nor guessed how many there are.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

INDEXES = {
    "report_hidden_idx": "(hromada_id, updated_at DESC, id DESC) WHERE hidden_at IS NOT NULL",
    "report_published_idx": (
        "(hromada_id, published_at DESC, id DESC) WHERE published_at IS NOT NULL"
    ),
    "report_set_aside_idx": (
        "(hromada_id, status, updated_at DESC, id DESC) WHERE status IN ('rejected', 'duplicate')"
    ),
    "report_answered_idx": (
        "(hromada_id, body_id, updated_at DESC, id DESC)"
        " WHERE status IN ('solved', 'not_solved', 'confirmed')"
    ),
}
UP = """
-- As the function itself, not as a query of its own: the planner knows what it comes to.
ALTER POLICY of_hromada ON report USING (hromada_id = entered_hromada())
    WITH CHECK (hromada_id = entered_hromada());
DROP POLICY own_reports ON report;
-- The function's owner is seen the rows of the account that was entered; the program's role is not.
CREATE POLICY own_reports ON report FOR SELECT TO CURRENT_ROLE
    USING (account_id = (SELECT entered_account()));
-- The newest reports of the entered account, in every hromada.
CREATE FUNCTION own_reports(most integer)
RETURNS TABLE (
    hromada_id bigint, number bigint, status varchar, description varchar, address varchar,
    submitted_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
SET search_path = public, pg_temp
AS $$
    SELECT r.hromada_id, r.number, r.status, r.description, r.address, r.submitted_at
    FROM report AS r
    WHERE r.account_id = entered_account()
    ORDER BY r.submitted_at DESC, r.id DESC
    LIMIT most
$$;
"""
DOWN = """
DROP FUNCTION own_reports(integer);
DROP POLICY own_reports ON report;
CREATE POLICY own_reports ON report FOR SELECT
    USING (account_id = (SELECT entered_account()));
ALTER POLICY of_hromada ON report USING (hromada_id = (SELECT entered_hromada()))
    WITH CHECK (hromada_id = (SELECT entered_hromada()));
"""


def upgrade() -> None:
    op.execute(UP)
    # Beside writers, who do not wait.
    with op.get_context().autocommit_block():
        for name, of_what in INDEXES.items():
            op.execute(f"DROP INDEX IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON report {of_what}")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute(DOWN)
