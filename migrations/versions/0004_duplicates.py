"""Duplicates: how far and how old they may be, photos' looks, voices gathered at the original."""

from alembic import op

revision = "0004"
down_revision = "0003"

UP = """
ALTER TABLE category
    ADD COLUMN duplicate_radius_m bigint DEFAULT 100 NOT NULL,
    ADD COLUMN duplicate_days bigint DEFAULT 365 NOT NULL,
    ADD CONSTRAINT category_duplicates_check
        CHECK (duplicate_radius_m BETWEEN 1 AND 5000 AND duplicate_days BETWEEN 1 AND 3650);

-- 64 bits of a difference hash: photos of one thing differ in few of them.
ALTER TABLE report_photo ADD COLUMN look bigint;

-- Only what may be a duplicate's original, a twentieth of all reports: one leaf near a point.
DROP INDEX report_category_point_idx;
CREATE INDEX report_open_point_idx ON report USING gist (category_id, point)
    WHERE public AND colour <> 'closed';
CREATE INDEX report_duplicate_of_idx ON report (hromada_id, duplicate_of_id)
    WHERE duplicate_of_id IS NOT NULL;

-- A voice that came with a duplicate names where it came from; there it stays as it was.
ALTER TABLE supporter
    ADD COLUMN from_report_id bigint,
    ADD CONSTRAINT supporter_hromada_id_from_report_id_fkey
        FOREIGN KEY (hromada_id, from_report_id) REFERENCES report (hromada_id, id);
ALTER TABLE subscription
    ADD COLUMN source_id bigint,
    ADD CONSTRAINT subscription_hromada_id_source_id_fkey
        FOREIGN KEY (hromada_id, source_id) REFERENCES subscription (hromada_id, id)
        ON DELETE SET NULL (source_id);
CREATE INDEX subscription_source_idx ON subscription (hromada_id, source_id)
    WHERE source_id IS NOT NULL;
"""

DOWN = """
DROP INDEX subscription_source_idx;
ALTER TABLE subscription DROP COLUMN source_id;
ALTER TABLE supporter DROP COLUMN from_report_id;
DROP INDEX report_duplicate_of_idx;
DROP INDEX report_open_point_idx;
CREATE INDEX report_category_point_idx ON report USING gist (category_id, point);
ALTER TABLE report_photo DROP COLUMN look;
ALTER TABLE category DROP COLUMN duplicate_days, DROP COLUMN duplicate_radius_m;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
