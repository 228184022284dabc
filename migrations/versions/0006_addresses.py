"""Finding a place: names of streets, old ones too, by sound; houses by their key."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    op.execute((SQL / "0006_addresses.sql").read_text(encoding="utf-8"))
    op.execute(NAMES_OF_KNOWN_STREETS)


# Rows are seen hromada by hromada, by the owner too.
NAMES_OF_KNOWN_STREETS = """
DO $$
DECLARE
    hromada bigint;
BEGIN
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        INSERT INTO street_name (hromada_id, street_uk, name)
        SELECT DISTINCT hromada_id, street_uk, street_uk FROM address WHERE hromada_id = hromada;
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$
"""


def downgrade() -> None:
    for trigger in ("name_streets", "name_renamed_streets"):
        op.execute(f"DROP TRIGGER {trigger} ON address")
    op.execute("DROP FUNCTION streets_like(text, integer)")
    op.execute("DROP FUNCTION name_streets()")
    op.execute("DROP TABLE street_name")
    op.execute(
        "ALTER TABLE address DROP house_key, DROP house_number,"
        " ADD words varchar DEFAULT '' NOT NULL"
    )
    op.execute("CREATE INDEX address_words_idx ON address USING gin (words gin_trgm_ops)")
    for function in (
        *("house_number(text)", "house_key(text)", "street_bones(text)", "street_sound(text)"),
        *("street_bare(text)", "street_kind(text)"),
    ):
        op.execute(f"DROP FUNCTION {function}")
