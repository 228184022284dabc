"""The migrated schema is the models', keeps tenants apart, and refuses what the rules refuse."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from geoalchemy2 import alembic_helpers
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.lifecycle import STEPS
from app.domain.statuses import COLOUR_OF, PUBLIC, Status
from app.domain.steps import Step
from app.migrate import MIGRATIONS, alembic_config
from app.models.base import Base
from app.models.counts import HromadaCount
from app.models.places import Body, Hromada
from app.models.reports import Report, ReportEvent
from tests.builders import NOON, a_hromada, a_public_report, a_report, a_working_hromada
from tests.conftest import url_of
from tests.values import present

TENANT_TABLES = sorted(
    table.name
    for table in {*Base.metadata.tables.values(), HromadaCount.metadata.tables["hromada_count"]}
    if "hromada_id" in table.columns
)

ENTERED = (
    r"\(hromada_id = (entered_hromada\(\)|\( SELECT entered_hromada\(\) AS entered_hromada\))\)"
)
# Former addresses, a hromada's public numbers, one's own roles, letters of the installation itself.
OF_EVERYBODY = {
    ("hromada_alias", "read_by_all"),
    ("hromada_count", "for_everybody"),
    ("outbox", "of_installation"),
    ("role_grant", "own_grants"),
}


def _ours(thing: object, name: str, kind: str, reflected: bool, other: object) -> bool:
    if name in {"spatial_ref_sys", "alembic_version"}:
        return False
    kept = alembic_helpers.include_object(thing, name, kind, reflected, other)  # type: ignore[no-untyped-call]  # it has no types
    return bool(kept)


def test_the_models_agree_with_the_migrations(owner_engine: Engine) -> None:
    with owner_engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"include_object": _ours})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_are_numbered_with_one_head() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    revisions = sorted(revision.revision for revision in script.walk_revisions())
    assert revisions == [f"{n:04d}" for n in range(1, len(revisions) + 1)]
    names = sorted(path.name[:5] for path in (MIGRATIONS / "versions").glob("*.py"))
    assert names == [f"{revision}_" for revision in revisions]


def test_migrations_go_down_and_up_again(owner_engine: Engine, database_name: str) -> None:
    name = f"{database_name}_down"
    admin = create_engine(owner_engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(
            text(f"CREATE DATABASE {name} TEMPLATE vidkryte_template OWNER vidkryte_owner")
        )
    try:
        config = alembic_config(url_of(name, "vidkryte_owner"))
        command.upgrade(config, "head")
        command.downgrade(config, "base")
        command.upgrade(config, "head")
    finally:
        with admin.connect() as conn:
            conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_every_tenant_table_is_guarded(session: Session, table: str) -> None:
    row = session.execute(
        text("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = :t"),
        {"t": table},
    ).one()
    assert row == (True, True)


def test_the_app_neither_owns_nor_bypasses(session: Session) -> None:
    role = session.execute(
        text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    ).one()
    assert role == (False, False)
    owned = text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
    assert session.scalar(owned) == 0


def test_keys_between_tenant_tables_carry_the_hromada(session: Session) -> None:
    """A foreign key from one tenant table to another names hromada_id on both sides."""
    keys = session.execute(
        text("""
            SELECT c.conname, c.conrelid::regclass::text AS here, c.confrelid::regclass::text
                AS there, pg_get_constraintdef(c.oid) AS words
            FROM pg_constraint AS c WHERE c.contype = 'f'
        """)
    ).all()
    assert keys
    for key in keys:
        if key.here in TENANT_TABLES and key.there in TENANT_TABLES:
            assert key.words.count("hromada_id") == 2, key.conname


def test_without_entering_a_hromada_nothing_is_seen_or_written(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_report(session, hromada)
    session.flush()
    session.expire_all()
    session.execute(text("SELECT set_config('app.hromada_id', '', true)"))
    assert session.query(Report).count() == 0
    assert session.query(Body).count() == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        a_body_of(session, hromada)


def a_body_of(session: Session, hromada: Hromada) -> None:
    session.add(Body(hromada_id=hromada.id, code="x", name_uk="x", name_en="x"))
    session.flush()


def test_another_hromadas_rows_are_not_seen(session: Session) -> None:
    mine = a_working_hromada(session, "pokrov")
    a_report(session, mine)
    theirs = a_working_hromada(session, "bucha")
    assert session.query(Report).count() == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        a_body_of(session, mine)
    assert theirs.id != mine.id


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_no_row_is_put_into_another_hromada(session: Session, table: str) -> None:
    mine, theirs = a_hromada(session, "pokrov"), a_hromada(session, "bucha")
    enter_hromada(session, mine.id)
    put = text(f"INSERT INTO {table} (hromada_id) VALUES (:theirs)")
    with pytest.raises(DBAPIError, match=r"row-level security|permission denied|may not"):
        session.execute(put, {"theirs": theirs.id})


def test_every_policy_names_the_hromada_that_is_entered(session: Session) -> None:
    """What a transaction reads and writes of a tenant table lies in the hromada it has entered."""
    policies = session.execute(
        text("""
            SELECT tablename, policyname, qual, coalesce(with_check, qual) AS with_check
            FROM pg_policies
            WHERE tablename = ANY(:tables)
                AND roles && CAST(ARRAY['public', 'vidkryte_app'] AS name[])
        """),
        {"tables": TENANT_TABLES},
    ).all()
    assert {each.tablename for each in policies} == set(TENANT_TABLES)
    others = [
        (each.tablename, each.policyname)
        for each in policies
        if not re.fullmatch(ENTERED, each.qual) or not re.fullmatch(ENTERED, each.with_check)
    ]
    assert set(others) == OF_EVERYBODY


def test_a_hromada_is_changed_within_it_alone(session: Session) -> None:
    mine, theirs = a_hromada(session, "pokrov"), a_hromada(session, "bucha")
    rename = text("UPDATE hromada SET name_uk = 'x' WHERE id = :id RETURNING id")
    remove = text("DELETE FROM hromada WHERE id = :id RETURNING id")
    enter_hromada(session, mine.id)
    for statement in (rename, remove):
        assert session.scalars(statement, {"id": theirs.id}).all() == []
    assert session.scalars(rename, {"id": mine.id}).all() == [mine.id]
    session.execute(text("SELECT set_config('app.hromada_id', '', true)"))
    assert session.scalars(rename, {"id": theirs.id}).all() == [theirs.id]


def _ends(step: Step) -> set[str]:
    """Where a step leads: a deed anywhere, an undoing wherever the undone step is taken from."""
    if step.undoes:
        return {present(at).value for at in STEPS[step.undoes].roles}
    return {step.to.value} if step.to else {"*"}


def _kept(step: Step) -> dict[Status | None, Status | str]:
    """The status that a deed leaves as it is, where it is not for every status."""
    return {} if set(step.roles) == set(Status) else {at: present(at) for at in step.roles}


def test_the_database_has_the_rules_own_table(session: Session) -> None:
    found = session.execute(
        text("SELECT from_status, action, to_status, role FROM report_transition")
    )
    rows = {tuple(row) for row in found}
    by_rule = {
        (at or "", action, end, role.value)
        for action, step in STEPS.items()
        for at, roles in step.roles.items()
        for role in roles
        for end in (_ends(step) if _ends(step) != {"*"} else filter(None, [_kept(step).get(at)]))
    }
    by_rule |= {
        ("*", action, "*", role.value)
        for action, step in STEPS.items()
        for role in frozenset().union(*step.roles.values())
        if _ends(step) == {"*"} and not _kept(step)
    }
    assert rows == by_rule


def test_the_database_reckons_colour_and_publicity_as_the_rules_do(session: Session) -> None:
    asked = text("SELECT report_colour(:s) AS colour, report_is_public(:s) AS public")
    for status in Status:
        row = session.execute(asked, {"s": status.value}).one()
        assert (row.colour, row.public) == (COLOUR_OF[status].value, status in PUBLIC)


@pytest.mark.parametrize("change", ["colour = 'closed'", "public = false", "status = status"])
def test_colour_and_publicity_are_written_by_the_database_alone(
    session: Session, change: str
) -> None:
    report = a_public_report(session, a_working_hromada(session))
    session.execute(text(f"UPDATE report SET {change} WHERE id = :id"), {"id": report.id})
    session.refresh(report)
    assert (report.colour, report.public) == (COLOUR_OF[Status(report.status)], True)


def test_a_status_without_its_event_is_refused(session: Session) -> None:
    report = a_public_report(session, a_working_hromada(session))
    session.execute(
        text("UPDATE report SET status = 'confirmed' WHERE id = :id"), {"id": report.id}
    )
    with pytest.raises(DBAPIError, match="no event that led to it"):
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_an_unlawful_event_is_refused(session: Session) -> None:
    report = a_public_report(session, a_working_hromada(session))
    session.add(
        ReportEvent(
            hromada_id=report.hromada_id,
            report_id=report.id,
            at=NOON,
            action="confirm",
            from_status="routed",
            to_status="confirmed",
            role="resident",
        )
    )
    with pytest.raises(DBAPIError, match="may not confirm"):
        session.flush()


def test_a_staff_event_without_a_grant_is_refused(session: Session) -> None:
    report = a_public_report(session, a_working_hromada(session))
    session.add(
        ReportEvent(
            hromada_id=report.hromada_id,
            report_id=report.id,
            at=NOON,
            action="accept",
            from_status="routed",
            to_status="accepted",
            role="officer",
        )
    )
    with pytest.raises(DBAPIError, match="is no officer"):
        session.flush()


@pytest.mark.parametrize(
    "change",
    ["UPDATE report_event SET note = 'x'", "DELETE FROM report_event", "TRUNCATE report_event"],
)
def test_what_was_said_stays_said(session: Session, change: str) -> None:
    a_report(session, a_working_hromada(session))
    session.flush()
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(change))


@pytest.mark.parametrize("change", ["UPDATE report_event SET note = 'x'", "TRUNCATE report_event"])
def test_even_the_owner_does_not_change_what_was_said(
    database: Database, owner_engine: Engine, change: str
) -> None:
    with database.transaction() as session:
        a_report(session, a_working_hromada(session))
    with owner_engine.connect() as conn, pytest.raises(DBAPIError, match="only grows"):
        conn.execute(text(change))


def test_the_residents_words_do_not_change(session: Session) -> None:
    report = a_report(session, a_working_hromada(session))
    with pytest.raises(DBAPIError, match="own words"):
        session.execute(
            text("UPDATE report SET description = 'x' WHERE id = :id"), {"id": report.id}
        )


def test_entering_ends_with_the_transaction(database: Database) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_report(session, hromada)
    with database.reading() as session:
        assert session.query(Report).count() == 0
        enter_hromada(session, hromada.id)
        assert session.query(Report).count() == 1


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError, match="read-only"):
        session.execute(text("DELETE FROM account"))


def test_every_migration_file_is_used() -> None:
    words = "".join(
        path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("*.py")
    )
    for file in Path(MIGRATIONS / "sql").glob("*.sql"):
        assert file.name in words
