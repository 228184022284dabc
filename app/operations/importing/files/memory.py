"""Remembers how a hromada's files name our columns, and what their words mean."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.column_mapping import ColumnMapping
from app.operations.importing.files.columns import ColumnChoices
from app.operations.importing.files.sources import ImportChoices

# Kept beside the columns: their words in lower case for our headings.
CATEGORY_WORDS, STATUS_WORDS = "words of categories", "words of statuses"


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
    _keep(session, subject, ours_of | dict.fromkeys(choices.left_out, ""), now)


def with_remembered_words(session: Session, choices: ImportChoices) -> ImportChoices:
    """Return the choices with what earlier files' words meant, where nothing else is stated."""
    if choices.words_settled:
        return choices
    return replace(
        choices,
        category_words={**remembered_columns(session, CATEGORY_WORDS), **choices.category_words},
        status_words={**remembered_columns(session, STATUS_WORDS), **choices.status_words},
    )


def remember_words(session: Session, choices: ImportChoices, *, now: datetime) -> None:
    """Keep what a file's words mean for the hromada's next one."""
    _keep(session, CATEGORY_WORDS, choices.category_words, now)
    _keep(session, STATUS_WORDS, choices.status_words, now)


def _keep(session: Session, subject: str, ours_of: Mapping[str, str], now: datetime) -> None:
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
