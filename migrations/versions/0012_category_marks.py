"""A kind that is taken off the public map takes its reports along, and brings them back."""

from alembic import op

revision = "0012"
down_revision = "0011"

UP = """
-- Whoever changes the mark: a report is public by a column of its own, set when it came in.
CREATE FUNCTION mark_reports_of_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.hide_on_map THEN
        UPDATE report AS r SET sensitive = true, updated_at = now()
        WHERE r.hromada_id = NEW.hromada_id AND r.category_id = NEW.id AND NOT r.sensitive;
    ELSE
        -- As a zone ends: what another zone covers stays off the map.
        UPDATE report AS r SET sensitive = false, updated_at = now()
        WHERE r.hromada_id = NEW.hromada_id AND r.category_id = NEW.id AND r.sensitive
          AND NOT EXISTS (
              SELECT FROM masked_zone AS z
              WHERE z.hromada_id = r.hromada_id AND z.ended_at IS NULL
                AND ST_Covers(z.boundary, r.point));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER category_marks_reports AFTER UPDATE OF hide_on_map ON category
    FOR EACH ROW WHEN (OLD.hide_on_map <> NEW.hide_on_map)
    EXECUTE FUNCTION mark_reports_of_category();

-- What was marked before. Rows are seen hromada by hromada, by the owner too.
DO $$
DECLARE
    hromada bigint;
BEGIN
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        UPDATE report AS r SET sensitive = true, updated_at = now()
        FROM category AS c
        WHERE c.hromada_id = hromada AND c.hide_on_map
          AND r.hromada_id = hromada AND r.category_id = c.id AND NOT r.sensitive;
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$;
"""
DOWN = """
DROP TRIGGER category_marks_reports ON category;
DROP FUNCTION mark_reports_of_category();
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
