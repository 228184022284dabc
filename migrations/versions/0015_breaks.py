"""The history keeps breaks: what ended and comes back unchanged is a new version."""

from alembic import op

revision = "0015"
down_revision = "0014"

# Both functions are written alike, and opened an ended version again.
TABLES = ("district", "body")

UP = """
DO $$
BEGIN
    EXECUTE replace(
        pg_get_functiondef('keep_{table}_version'::regproc), 'IF latest.id IS NOT NULL
        AND (', 'IF latest.id IS NOT NULL
        AND NOT coalesce(latest.valid_to <= clock_timestamp() AND NEW.valid_to IS NULL, false)
        AND (');
    IF pg_get_functiondef('keep_{table}_version'::regproc) NOT LIKE '%latest.valid_to <= clock%'
    THEN
        RAISE EXCEPTION 'keep_{table}_version is not as it was written';
    END IF;
END $$;
CREATE TRIGGER {table}_version_has_ended BEFORE UPDATE OF valid_to ON {table}_version
    FOR EACH ROW WHEN (OLD.valid_to <= now() AND NEW.valid_to IS NULL)
    EXECUTE FUNCTION refuse_change();
"""
DOWN = """
DROP TRIGGER {table}_version_has_ended ON {table}_version;
DO $$
BEGIN
    EXECUTE regexp_replace(
        pg_get_functiondef('keep_{table}_version'::regproc), '\n *AND NOT coalesce[^\n]*', '');
END $$;
"""


def upgrade() -> None:
    for table in TABLES:
        op.execute(UP.format(table=table))


def downgrade() -> None:
    for table in TABLES:
        op.execute(DOWN.format(table=table))
