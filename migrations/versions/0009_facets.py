"""Facets by status at street level, and by category and body together."""

from alembic import op

revision = "0009"
down_revision = "0008"

UP = """
-- The rows that one report is counted in, and to which level of cells (as gis/pyramid.py says).
CREATE FUNCTION map_facets(category_id bigint, body_id bigint, status text, at_month integer)
RETURNS TABLE (facet integer, key bigint, month integer, deepest integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6
AS $$
    SELECT * FROM (
        VALUES
        (1, 0::bigint, at_month, 12), (2, category_id, 0, 12), (3, category_id, at_month, 12),
        (4, body_id, 0, 12), (5, map_status(status)::bigint, 0, 16),
        (6, category_id << 32 | body_id, 0, 12)
    ) AS f (facet, key, month, deepest)
$$;
"""
# Judged with every row of the log: as the function itself it begins no query of its own.
POLICY = """
ALTER POLICY of_hromada ON count_delta USING (hromada_id = {entered})
    WITH CHECK (hromada_id = {entered});
"""
DOWN = "DROP FUNCTION map_facets(bigint, bigint, text, integer);"
# Counted anew by the counts process, which looks for large hromadas without facets. Rows are seen
# hromada by hromada, by the owner too.
FORGET = """
DO $$
DECLARE
    hromada bigint;
BEGIN
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        DELETE FROM facet_count WHERE hromada_id = hromada;
        UPDATE hromada_count SET faceted = false WHERE hromada_id = hromada AND faceted;
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$
"""


def upgrade() -> None:
    op.execute(UP)
    op.execute(POLICY.format(entered="entered_hromada()"))
    op.execute(FORGET)


def downgrade() -> None:
    op.execute(FORGET)
    op.execute(POLICY.format(entered="(SELECT entered_hromada())"))
    op.execute(DOWN)
