"""Masked zones end instead of vanishing, and tell who drew and ended them, and what that did."""

from alembic import op

revision = "0007"
down_revision = "0006"

UP = """
ALTER TABLE masked_zone
    ADD created_by bigint REFERENCES account (id),
    ADD ended_at timestamptz,
    ADD ended_by bigint REFERENCES account (id),
    ADD hid_reports bigint DEFAULT '0' NOT NULL,
    ADD shown_reports bigint DEFAULT '0' NOT NULL,
    ADD CONSTRAINT masked_zone_ended_after_check CHECK (ended_at >= created_at);
-- The rows are the log: a zone is neither moved nor deleted, it ends.
CREATE FUNCTION masked_zone_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (OLD.boundary::bytea, OLD.reason, OLD.created_at, OLD.hromada_id)
        IS DISTINCT FROM (NEW.boundary::bytea, NEW.reason, NEW.created_at, NEW.hromada_id) THEN
        RAISE EXCEPTION 'a masked zone ends, it does not change';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER masked_zone_stays BEFORE UPDATE ON masked_zone
    FOR EACH ROW EXECUTE FUNCTION masked_zone_stays();
REVOKE DELETE ON masked_zone FROM vidkryte_app;
"""
DOWN = """
GRANT DELETE ON masked_zone TO vidkryte_app;
DROP TRIGGER masked_zone_stays ON masked_zone;
DROP FUNCTION masked_zone_stays();
DELETE FROM masked_zone WHERE ended_at IS NOT NULL;
ALTER TABLE masked_zone DROP CONSTRAINT masked_zone_ended_after_check, DROP created_by,
    DROP ended_at, DROP ended_by, DROP hid_reports, DROP shown_reports;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
