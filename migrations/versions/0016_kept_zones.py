"""An ended masked zone tells whether its reports were shown again; they may be shown later."""

from alembic import op

revision = "0016"
down_revision = "0015"

UP = """
ALTER TABLE masked_zone
    ADD kept_reports bigint DEFAULT '0' NOT NULL,
    ADD shown_at timestamptz,
    ADD shown_by bigint,
    ADD CONSTRAINT masked_zone_shown_by_fkey FOREIGN KEY (shown_by) REFERENCES account (id),
    ADD CONSTRAINT masked_zone_shown_after_check CHECK (shown_at >= ended_at);
-- Of zones that ended before, those that gave reports back were ended so; the others keep theirs.
ALTER TABLE masked_zone NO FORCE ROW LEVEL SECURITY;
DROP TRIGGER masked_zone_stays ON masked_zone;
UPDATE masked_zone SET
    shown_at = CASE WHEN shown_reports > 0 THEN ended_at END,
    shown_by = CASE WHEN shown_reports > 0 THEN ended_by END,
    kept_reports = CASE WHEN shown_reports > 0 THEN 0 ELSE hid_reports END
WHERE ended_at IS NOT NULL;
ALTER TABLE masked_zone FORCE ROW LEVEL SECURITY;
CREATE OR REPLACE FUNCTION masked_zone_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.boundary::bytea, OLD.reason, OLD.created_at, OLD.hromada_id)
        IS DISTINCT FROM (NEW.boundary::bytea, NEW.reason, NEW.created_at, NEW.hromada_id)
        OR OLD.shown_at IS NOT NULL
        OR OLD.ended_at IS NOT NULL AND (NEW.shown_at IS NULL
            OR (OLD.ended_at, OLD.ended_by, OLD.kept_reports)
                IS DISTINCT FROM (NEW.ended_at, NEW.ended_by, NEW.kept_reports)) THEN
        RAISE EXCEPTION 'a masked zone ends, it does not change';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER masked_zone_stays BEFORE UPDATE ON masked_zone
    FOR EACH ROW EXECUTE FUNCTION masked_zone_stays();
"""
DOWN = """
CREATE OR REPLACE FUNCTION masked_zone_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (OLD.boundary::bytea, OLD.reason, OLD.created_at, OLD.hromada_id)
        IS DISTINCT FROM (NEW.boundary::bytea, NEW.reason, NEW.created_at, NEW.hromada_id) THEN
        RAISE EXCEPTION 'a masked zone ends, it does not change';
    END IF;
    RETURN NEW;
END $$;
ALTER TABLE masked_zone DROP kept_reports, DROP shown_at, DROP shown_by;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
