"""A hromada's own row is written within it, or where none is entered: by commands."""

from alembic import op

revision = "0035"
down_revision = "0034"

UP = """
ALTER TABLE hromada ENABLE ROW LEVEL SECURITY;
ALTER TABLE hromada FORCE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON hromada FOR SELECT USING (true);
-- New ones come by commands, which may have entered the one that they made before.
CREATE POLICY made_by_commands ON hromada FOR INSERT WITH CHECK (true);
CREATE POLICY of_hromada ON hromada FOR UPDATE
    USING ((SELECT entered_hromada()) IS NULL OR id = (SELECT entered_hromada()));
CREATE POLICY removed_by_commands ON hromada FOR DELETE
    USING ((SELECT entered_hromada()) IS NULL OR id = (SELECT entered_hromada()));
"""
DOWN = """
DROP POLICY removed_by_commands ON hromada;
DROP POLICY of_hromada ON hromada;
DROP POLICY made_by_commands ON hromada;
DROP POLICY read_by_all ON hromada;
ALTER TABLE hromada NO FORCE ROW LEVEL SECURITY;
ALTER TABLE hromada DISABLE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
