"""Own tables go round: saved, sent back as they are they change nothing; no cell is a formula."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.places import Body, Category, District, Hromada
from app.operations.importing.files.outcome import ImportTally, Summary
from app.operations.importing.kinds import KINDS, run_import
from app.operations.uploads.own_tables import KINDS_WITH_TABLE, own_table
from app.operations.uploads.table_files import CSV, XLSX, table_file
from tests.builders import NOON, a_body, a_category, a_district, a_hromada, an_area, square
from tests.fenced import a_job

FORMULAS = ('=HYPERLINK("x")', "+1+1", "-2+3", "@SUM(A1)", "'=1", "\t=1")


@pytest.fixture
def hromada(session: Session) -> Hromada:
    """A hromada of everything that is hard to write: equal names, formulas, flags, no values."""
    hromada = a_hromada(session)
    enter_hromada(session, hromada.id)
    udg = a_body(session, hromada, "udg", name_uk="КП «Шляхи»", phone="+380 00 500 01 01")
    a_body(session, hromada, "same", name_uk="Дубль", email="", decision="-2+3", kind="@x")
    twin = a_body(session, hromada, "twin", name_uk="Дубль", phone="'=1", active=True)
    pit = a_category(session, hromada, "roads.pit", name_uk="Ями; тріщини", hazard=True)
    a_category(session, hromada, "roads.other", name_uk="Інше", default_body_id=twin.id)
    other = a_category(session, hromada, "water.other", name_uk="Інше", default_body_id=udg.id)
    # Moved in the browser: the order is not that of the ids.
    session.execute(update(Category).where(Category.id == pit.id).values(position=9))
    a_district(session, hromada, "d1", name_uk="=Центр", population=4200)
    a_district(session, hromada, "d2", boundary=square(34.05, 47.6, 0.05), population=None)
    an_area(session, udg, pit, other, code="a1", name_uk="Зона", priority=3)
    an_area(session, twin, code="a2", name_uk="Зона")
    session.expire_all()
    return hromada


def sent_back(session: Session, folder: Path, kind: str, suffix: str) -> Summary:
    table = own_table(session, kind, now=NOON)
    path = folder / f"own.{suffix}"
    path.write_bytes(table_file(suffix, table.headings, table.rows).getvalue())
    return run_import(session, KINDS[kind], a_job(path, NOON))


@pytest.mark.parametrize("suffix", [CSV, XLSX])
@pytest.mark.parametrize("kind", sorted(KINDS_WITH_TABLE))
def test_a_table_sent_back_changes_nothing(
    session: Session, hromada: Hromada, tmp_path: Path, kind: str, suffix: str
) -> None:
    rows = len(own_table(session, kind, now=NOON).rows)
    assert rows > 1
    summary = sent_back(session, tmp_path, kind, suffix)
    assert summary.tally == ImportTally(unchanged=rows)
    assert not summary.warnings


def test_no_cell_of_csv_is_a_formula() -> None:
    content = table_file(CSV, ["a"], [[cell] for cell in FORMULAS]).getvalue().decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(content))][1:]
    assert all(cell.startswith("'") for cell in cells)


def test_a_correction_in_a_district_is_taken_and_its_outline_stays(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    table = own_table(session, "districts", now=NOON)
    rows = [[cell.replace("4200", "4300") for cell in row] for row in table.rows]
    path = tmp_path / "own.csv"
    path.write_bytes(table_file(CSV, table.headings, rows).getvalue())
    summary = run_import(session, KINDS["districts"], a_job(path, NOON))
    assert summary.tally == ImportTally(changed=1, unchanged=1)
    session.expire_all()
    first = session.query(District).filter_by(code="d1").one()
    assert (first.population, first.name_uk) == (4300, "=Центр")


def test_names_that_several_have_are_written_as_codes(session: Session, hromada: Hromada) -> None:
    areas = own_table(session, "areas", now=NOON)
    cells = [dict(zip(areas.columns, row, strict=True)) for row in areas.rows]
    assert [(each["body"], each["territory"]) for each in cells] == [
        ("КП «Шляхи»", "як є"),
        ("twin", "як є"),
    ]
    assert cells[1]["categories"] == "усе"
    assert session.query(Body).count() == 3
