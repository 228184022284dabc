"""Notices lie within a century: before the year 1 and after 9999 no page can tell a date."""

from alembic import op

revision = "0020"
down_revision = "0019"

# Rows are seen hromada by hromada, by the owner too.
CLAMP = """
DO $$
DECLARE
    hromada bigint;
    told text;
BEGIN
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        FOREACH told IN ARRAY ARRAY['notice', 'notice_version'] LOOP
            EXECUTE format($x$
                UPDATE %I AS n SET starts_at = fit.starts_at, ends_at = CASE
                    WHEN n.ends_at IS NOT NULL THEN
                        greatest(
                            fit.starts_at + interval '1 minute', least(n.ends_at, '2100-01-01Z'))
                    END
                FROM (
                    SELECT id, least('2099-12-31Z', greatest('2000-01-01Z', starts_at)) AS starts_at
                    FROM %1$I
                ) AS fit
                WHERE fit.id = n.id
                    AND (n.starts_at NOT BETWEEN '2000-01-01Z' AND '2099-12-31Z'
                        OR n.ends_at > '2100-01-01Z')
            $x$, told);
        END LOOP;
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$;
"""
CHECK = """
ALTER TABLE {0} ADD CONSTRAINT {0}_century_check
    CHECK (starts_at >= '2000-01-01Z' AND starts_at < '2100-01-01Z' AND ends_at <= '2100-01-01Z')
"""


def upgrade() -> None:
    op.execute(CLAMP)
    for table in ("notice", "notice_version"):
        op.execute(CHECK.format(table))


def downgrade() -> None:
    for table in ("notice", "notice_version"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_century_check")
