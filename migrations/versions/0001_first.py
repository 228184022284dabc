"""Hromadas, places, reports, accounts and the outbox; tenancy; the life of a report."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

SQL = Path(__file__).parents[1] / "sql"

# As app/domain/lifecycle.py had it when this was written; '' is "before", '*' any one status.
# from, action, to, roles
TRANSITIONS = """
            | submit     | submitted   | anonymous coordinator operator resident verified
submitted   | publish    | published   | moderator operator
submitted   | reject     | rejected    | moderator
submitted   | ask        | needs_info  | moderator
submitted   | duplicate  | duplicate   | moderator
needs_info  | supply     | submitted   | resident verified
needs_info  | publish    | published   | moderator
needs_info  | reject     | rejected    | moderator
rejected    | reconsider | submitted   | moderator
duplicate   | reconsider | submitted   | moderator
published   | route      | routed      | coordinator moderator system
published   | duplicate  | duplicate   | moderator
routed      | duplicate  | duplicate   | moderator
routed      | accept     | accepted    | officer operator
routed      | forward    | routed      | coordinator moderator officer
accepted    | forward    | routed      | coordinator officer
accepted    | start      | in_progress | officer operator
in_progress | solve      | solved      | officer operator
in_progress | refuse     | not_solved  | officer
in_progress | plan       | planned     | officer
planned     | start      | in_progress | officer operator
planned     | solve      | solved      | officer operator
planned     | refuse     | not_solved  | officer
accepted    | solve      | solved      | officer operator
accepted    | refuse     | not_solved  | officer
accepted    | plan       | planned     | officer
solved      | confirm    | confirmed   | resident verified
solved      | return     | in_progress | resident verified
solved      | lapse      | confirmed   | system
*           | hide       | *           | coordinator moderator operator
*           | unhide     | *           | coordinator moderator operator
*           | redact     | *           | moderator
*           | note       | *           | moderator officer
*           | photo      | *           | officer system
*           | remind     | *           | system
"""

ROLES = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vidkryte_app') THEN
        CREATE ROLE vidkryte_app NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vidkryte_relay') THEN
        CREATE ROLE vidkryte_relay NOLOGIN;
    END IF;
END $$
"""

TABLES = [
    *("supporter", "subscription", "report_photo", "report_event", "report", "area_category"),
    *("role_grant", "category", "area", "outbox", "masked_zone", "hromada_setting", "district"),
    *("body", "basemap_feature", "address", "account_session", "sign_in_request"),
    *("report_transition", "hromada", "account"),
]


def upgrade() -> None:
    for extension in ("postgis", "pg_trgm", "btree_gist"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.execute(ROLES)
    op.execute((SQL / "0001_tables.sql").read_text(encoding="utf-8"))
    rows = ",\n".join(
        f"    ('{start}', '{action}', '{end}', '{role}')"
        for line in TRANSITIONS.strip().splitlines()
        for start, action, end, roles in [[part.strip() for part in line.split("|")]]
        for role in roles.split()
    )
    lifecycle = (SQL / "0001_lifecycle.sql").read_text(encoding="utf-8")
    op.execute(lifecycle.replace("@TRANSITIONS@", rows))
    op.execute((SQL / "0001_tenancy.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {table} CASCADE")
    for function in (
        "entered_hromada",
        "entered_account",
        "report_event_is_lawful",
        "report_status_has_event",
        "refuse_change",
        "report_keeps_its_words",
    ):
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DROP SEQUENCE report_number_seq")
