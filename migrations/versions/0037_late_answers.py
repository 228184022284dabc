"""A question that was not answered in time may still be answered: the report is read after all."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.execute(
        "INSERT INTO report_transition (from_status, action, to_status, role) VALUES"
        " ('rejected', 'supply', 'submitted', 'resident'),"
        " ('rejected', 'supply', 'submitted', 'verified')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM report_transition WHERE from_status = 'rejected' AND action = 'supply'")
