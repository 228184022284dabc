"""The demo hromada has a code of its own: that of the real Pokrov is free for it."""

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.execute(
        "UPDATE hromada SET katottg = 'UA00000000000000001'"
        " WHERE demo AND katottg = 'UA12080090000039979'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE hromada SET katottg = 'UA12080090000039979'"
        " WHERE demo AND katottg = 'UA00000000000000001'"
        # The real one, where it has come meanwhile, keeps its code.
        " AND NOT EXISTS (SELECT FROM hromada WHERE katottg = 'UA12080090000039979')"
    )
