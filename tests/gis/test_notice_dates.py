"""Notices of dates that no page can tell are brought into this century."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.notices import Notice
from tests.builders import a_working_hromada
from tests.operations.notices.test_notices import a_notice
from tests.values import present


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("0001-01-01 BC", None), ("0001-01-01", "0001-02-01"), ("2026-06-01", "9999-12-30")],
)
def test_dates_of_no_page_come_into_this_century(
    superuser_session: Session, begins: str, ends: str | None
) -> None:
    session = superuser_session
    notice_id = a_notice(session, a_working_hromada(session))
    session.flush()
    session.execute(text("ALTER TABLE notice DROP CONSTRAINT notice_century_check"))
    session.execute(
        text("UPDATE notice SET starts_at = CAST(:begins AS timestamptz), ends_at = :ends"),
        {"begins": begins, "ends": ends},
    )
    migration = import_module("migrations.versions.0020_notice_dates")
    session.execute(text(migration.CLAMP))
    session.expire_all()
    notice = session.get_one(Notice, notice_id)
    assert datetime(2000, 1, 1, tzinfo=UTC) <= notice.starts_at < datetime(2100, 1, 1, tzinfo=UTC)
    assert (notice.ends_at is None) == (ends is None)
    assert ends is None or notice.starts_at < present(notice.ends_at) <= datetime(
        2100, 1, 1, tzinfo=UTC
    )
