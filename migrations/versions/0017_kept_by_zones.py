"""Whether a masked zone keeps a report off the map is told by one function, wherever it is asked.

A mark that was taken off a category asked the zones that had not ended alone, and showed what an
ended zone was to keep hidden.
"""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"

UP = """
-- An ended zone keeps what was reported until it ended, unless that was shown. ``but`` is a zone
-- that is not asked.
CREATE FUNCTION kept_by_zone(
    hromada bigint, place geometry, reported_at timestamptz, but bigint DEFAULT 0
) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM masked_zone AS z
    WHERE z.hromada_id = hromada AND z.id <> but AND z.shown_at IS NULL
      AND (z.ended_at IS NULL OR reported_at <= z.ended_at)
      AND z.boundary && place AND ST_Covers(z.boundary, place));

CREATE OR REPLACE FUNCTION mark_reports_of_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.hide_on_map THEN
        UPDATE report AS r SET sensitive = true, updated_at = now()
        WHERE r.hromada_id = NEW.hromada_id AND r.category_id = NEW.id AND NOT r.sensitive;
    ELSE
        UPDATE report AS r SET sensitive = false, updated_at = now()
        WHERE r.hromada_id = NEW.hromada_id AND r.category_id = NEW.id AND r.sensitive
          AND NOT kept_by_zone(r.hromada_id, r.point, r.submitted_at);
    END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    before = Path(__file__).with_name("0012_category_marks.py").read_text(encoding="utf-8")
    start = before.index("FUNCTION mark_reports_of_category()")
    end = before.index("CREATE TRIGGER category_marks_reports")
    op.execute(f"CREATE OR REPLACE {before[start:end]}")
    op.execute("DROP FUNCTION kept_by_zone(bigint, geometry, timestamptz, bigint)")
