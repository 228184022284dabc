"""Remembers how a hromada's files name our columns."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.column_mapping import ColumnMapping
from app.operations.importing.files.columns import ColumnChoices


def remembered_columns(session: Session, subject: str) -> Mapping[str, str]:
    """Return our column by heading, as the entered hromada's files of a subject had them."""
    rows = select(ColumnMapping.heading, ColumnMapping.ours).where(
        ColumnMapping.hromada_id == hromada_of(session), ColumnMapping.subject == subject
    )
    return dict(session.execute(rows.order_by(ColumnMapping.used_at)).all())


def remember_columns(
    session: Session, subject: str, choices: ColumnChoices, *, now: datetime
) -> None:
    """Keep what was stated of a file's columns for the hromada's next one."""
    ours_of = {theirs: ours for ours, theirs in choices.stated.items()}
    ours_of |= dict.fromkeys(choices.left_out, "")
    if not ours_of:
        return
    rows = [
        {"hromada_id": hromada_of(session), "subject": subject, "heading": heading, "ours": ours,
         "used_at": now}
        for heading, ours in ours_of.items()
    ]  # fmt: skip
    taken = insert(ColumnMapping).values(rows)
    session.execute(
        taken.on_conflict_do_update(
            index_elements=["hromada_id", "subject", "heading"],
            set_={"ours": taken.excluded.ours, "used_at": taken.excluded.used_at},
        )
    )
