"""A merge is undone, not reconsidered: the report stands again where it was marked."""

from alembic import op

revision = "0013"
down_revision = "0012"

UP = """
DELETE FROM report_transition WHERE from_status = 'duplicate' AND action = 'reconsider';
INSERT INTO report_transition (from_status, action, to_status, role) VALUES
    ('duplicate', 'unmerge', 'submitted', 'moderator'),
    ('duplicate', 'unmerge', 'published', 'moderator'),
    ('duplicate', 'unmerge', 'routed', 'moderator');

-- Of the statuses that a merge can be made from it leads back to the one that it was made from.
CREATE FUNCTION report_event_undoes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.to_status IS DISTINCT FROM (
        SELECT e.from_status FROM report_event AS e
        WHERE e.report_id = NEW.report_id AND e.action = 'duplicate'
        ORDER BY e.id DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'report % was not % when it was merged', NEW.report_id, NEW.to_status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_event_undoes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_event_undoes BEFORE INSERT ON report_event
    FOR EACH ROW WHEN (NEW.action = 'unmerge') EXECUTE FUNCTION report_event_undoes();
"""
DOWN = """
DROP TRIGGER report_event_undoes ON report_event;
DROP FUNCTION report_event_undoes();
DELETE FROM report_transition WHERE action = 'unmerge';
INSERT INTO report_transition (from_status, action, to_status, role) VALUES
    ('duplicate', 'reconsider', 'submitted', 'moderator');
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
