"""A hromada's own face, and terms with the decision that set them."""

from alembic import op

revision = "0026"
down_revision = "0025"

UP = """
ALTER TABLE hromada
    ADD COLUMN introduction_uk varchar NOT NULL DEFAULT '',
    ADD COLUMN introduction_en varchar NOT NULL DEFAULT '',
    ADD COLUMN hotline varchar NOT NULL DEFAULT '',
    ADD COLUMN contact_email varchar NOT NULL DEFAULT '',
    ADD COLUMN contact_phone varchar NOT NULL DEFAULT '',
    ADD COLUMN contact_address varchar NOT NULL DEFAULT '',
    ADD COLUMN logo_key varchar NOT NULL DEFAULT '',
    ADD COLUMN unready boolean NOT NULL DEFAULT false,
    ADD COLUMN opened_at timestamptz;
ALTER TABLE hromada_setting
    ADD COLUMN decision varchar NOT NULL DEFAULT '',
    ADD COLUMN set_at timestamptz,
    ADD COLUMN set_by bigint,
    ADD CONSTRAINT hromada_setting_set_by_fkey FOREIGN KEY (set_by) REFERENCES account (id);
ALTER TABLE area ADD COLUMN whole_hromada boolean NOT NULL DEFAULT false;
"""
DOWN = """
ALTER TABLE area DROP COLUMN whole_hromada;
ALTER TABLE hromada_setting DROP COLUMN decision, DROP COLUMN set_at, DROP COLUMN set_by;
ALTER TABLE hromada
    DROP COLUMN introduction_uk, DROP COLUMN introduction_en, DROP COLUMN hotline,
    DROP COLUMN contact_email, DROP COLUMN contact_phone, DROP COLUMN contact_address,
    DROP COLUMN logo_key, DROP COLUMN unready, DROP COLUMN opened_at;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
