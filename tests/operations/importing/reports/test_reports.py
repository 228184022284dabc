"""Reports from elsewhere: placed, routed, given a lawful life; bad rows are counted and kept."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.outbox import Outbox
from app.models.places import Category, Hromada, MaskedZone
from app.models.reports import Report, ReportEvent
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.files.refusals import refusals_folder, write_refusals
from app.operations.importing.reports.categories import word_map
from app.operations.importing.reports.importing import import_reports, import_reports_everywhere
from tests.builders import NOON, a_category, a_hromada, a_working_hromada, square
from tests.fenced import FILES, a_job
from tests.files import a_csv, a_feature, a_geojson, a_layer, projected
from tests.real_files import COLLECTED, needs_collected
from tests.values import present

HEAD = "id,created,title,content,status,type,lat,lon"
INSIDE = "47.65,34.05"


def a_line(
    number: int = 1,
    created: str = "2024-05-01 10:00",
    words: str = "Яма",
    place: str = INSIDE,
    **given: Any,
) -> str:
    status, kind = given.get("status", "open"), given.get("kind", "roads.pothole")
    return f"{number},{created},Заголовок,{words},{status},{kind},{place}"


def take(session: Session, hromada: Hromada | None, path: Path, **wishes: Any) -> Summary:
    job = a_job(path, NOON, **wishes)
    if hromada is None:
        return import_reports_everywhere(session, job)
    enter_hromada(session, hromada.id)
    return import_reports(session, job)


def take_lines(
    session: Session, hromada: Hromada | None, tmp_path: Path, *lines: str, **wishes: Any
) -> Summary:
    return take(session, hromada, a_csv(tmp_path, HEAD, *lines), **wishes)


def kinds_refused(error: ImportRefused) -> dict[str, int]:
    return {group["kind"]: group["count"] for group in error.as_dict()["refused"]}


def reports(session: Session) -> Sequence[Report]:
    session.expire_all()
    return session.scalars(select(Report).order_by(Report.idempotency_key)).all()


def steps(session: Session, report: Report) -> list[tuple[str, str]]:
    events = select(ReportEvent).where(ReportEvent.report_id == report.id).order_by(ReportEvent.id)
    return [(event.action, event.role) for event in session.scalars(events)]


def lawful(session: Session) -> None:
    """Let the database judge what it would judge at commit."""
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_an_open_report_is_published_and_routed_and_its_clocks_start_now(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_working_hromada(session)
    summary = take_lines(session, hromada, tmp_path, a_line())
    lawful(session)
    (report,) = reports(session)
    assert summary.tally == ImportTally(new=1)
    assert report.status == "routed"
    assert report.district_id
    assert report.routing["ground"] == "area"
    assert report.submitted_at == datetime(2024, 5, 1, 7, tzinfo=UTC)
    assert report.published_at == NOON
    assert present(report.answer_due_at) > present(report.accept_due_at) > NOON
    assert steps(session, report) == [
        ("submit", "operator"), ("publish", "operator"), ("route", "system")
    ]  # fmt: skip


def test_a_report_without_a_body_stays_published(session: Session, tmp_path: Path) -> None:
    hromada = a_hromada(session)
    a_category(session, hromada)
    take_lines(session, hromada, tmp_path, a_line())
    lawful(session)
    assert [report.status for report in reports(session)] == ["published"]


@pytest.mark.parametrize("status", ["SOLVED", "Closed", "fixed - council", "виконано"])
def test_a_closed_report_has_been_through_all_of_its_life(
    session: Session, tmp_path: Path, status: str
) -> None:
    hromada = a_working_hromada(session)
    take_lines(session, hromada, tmp_path, a_line(status=status))
    lawful(session)
    (report,) = reports(session)
    assert (report.status, report.colour) == ("lapsed", "closed")
    assert [action for action, _role in steps(session, report)] == [
        "submit", "publish", "route", "accept", "solve", "lapse"
    ]  # fmt: skip
    assert report.answered_at is None, "the file does not say when"
    assert report.answer_due_at is None


def test_a_closing_date_closes_and_dates_the_answer(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    path = a_csv(
        tmp_path, "id,created,closed,description,category,lat,lon",
        f"1,2024-05-01,2024-05-03,Яма,roads.pothole,{INSIDE}",
    )  # fmt: skip
    take(session, hromada, path)
    (report,) = reports(session)
    assert report.status == "lapsed"
    assert present(report.answered_at) - report.submitted_at == timedelta(days=2)


def test_no_letter_is_owed_for_what_is_imported(session: Session, tmp_path: Path) -> None:
    take_lines(session, a_working_hromada(session), tmp_path, a_line(), a_line(2, status="SOLVED"))
    assert not session.scalar(select(func.count()).select_from(Outbox))


def test_title_and_words_are_kept_whole(session: Session, tmp_path: Path) -> None:
    path = a_csv(
        tmp_path, "id,title,content,proposal,type,lat,lon",
        f'1,Яма,"Глибока,\nдругий рік",Засипати,roads.pothole,{INSIDE}',
    )  # fmt: skip
    take(session, a_working_hromada(session), path)
    assert reports(session)[0].public_text == "Яма\n\nГлибока,\nдругий рік\n\nЗасипати"


def test_a_repeated_import_adds_nothing(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    lines = [a_line(1), a_line(2)]
    assert take_lines(session, hromada, tmp_path, *lines).tally == ImportTally(new=2)
    summary = take_lines(session, hromada, tmp_path, *lines, a_line(3))
    assert summary.tally == ImportTally(new=1, unchanged=2)
    assert len(reports(session)) == 3


def test_rows_without_ids_are_known_by_their_content(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    path = a_csv(tmp_path, "text,type,lat,lon", f"Яма,roads.pothole,{INSIDE}")
    assert take(session, hromada, path).tally == ImportTally(new=1)
    assert take(session, hromada, path).tally == ImportTally(unchanged=1)


def test_words_with_somebodys_contacts_wait_for_a_moderator(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_working_hromada(session)
    contacts = ["дзвоніть 067 123-45-67", "пишіть на ivan@example.org", "+380671234567"]
    lines = [a_line(number, words=words) for number, words in enumerate(contacts)]
    summary = take_lines(session, hromada, tmp_path, *lines, a_line(9, words="буд. 15 поверх 067"))
    lawful(session)
    assert [r.status for r in reports(session)] == ["submitted"] * 3 + ["routed"]
    assert "3 reports hold what looks like a phone number" in summary.warnings[0]


def test_masked_places_and_hidden_kinds_stay_off_the_map(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    a_category(session, hromada, "roads.secret", name_uk="Таємне", hide_on_map=True)
    zone = MaskedZone(hromada_id=hromada.id, boundary=square(34.08, 47.68, 0.01), created_at=NOON)
    session.add(zone)
    session.flush()
    lines = [a_line(1, kind="roads.secret"), a_line(2, place="47.685,34.085"), a_line(3)]
    take_lines(session, hromada, tmp_path, *lines)
    assert [report.public for report in reports(session)] == [False, False, True]


BAD_ROWS = {
    "no coordinates": (a_line(place=","), "no-coordinates"),
    "words": (a_line(place="north,east"), "not-a-number"),
    "NaN": (a_line(place="nan,34.05"), "not-finite"),
    "infinity": (a_line(place="47.65,inf"), "not-finite"),
    "the point where nothing is": (a_line(place="0.0,0.0"), "zero-coordinates"),
    "whole degrees": (a_line(place="49.0,31.0"), "placeholder"),
    "swapped": (a_line(place="34.05,47.65"), "swapped-axes"),
    "metres": (a_line(place="5300000,5400000.5"), "not-degrees"),
    "New York": (a_line(place="40.68,-73.9"), "outside-ukraine"),
    "no hromada": (a_line(place="50.45,30.52"), "in-no-hromada"),
    "no date": (a_line(created="soon"), "bad-date"),
    "tomorrow": (a_line(created="2030-01-01"), "bad-date"),
    "before the country": (a_line(created="1970-01-01"), "bad-date"),
    "an unknown kind": (a_line(kind="UFO"), "unknown-category"),
    "a group": (a_line(kind="roads"), "unknown-category"),
    "the same id": (a_line(0), "duplicate-id"),
}


@pytest.mark.parametrize("case", BAD_ROWS, ids=str)
def test_a_bad_row_is_counted_and_nothing_is_taken(
    session: Session, tmp_path: Path, case: str
) -> None:
    line, kind = BAD_ROWS[case]
    hromada = a_working_hromada(session)
    with pytest.raises(ImportRefused, match=r"table\.csv, line 3 ") as caught:
        take_lines(session, hromada, tmp_path, a_line(0), line)
    assert kinds_refused(caught.value) == {kind: 1}
    assert not reports(session)


def test_a_point_of_another_hromada_is_refused_naming_it(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    a_hromada(session, "nikopol", boundary=square(35, 47.6), name_uk="Нікопольська")
    with pytest.raises(ImportRefused, match="another hromada, Нікопольська") as caught:
        take_lines(session, hromada, tmp_path, a_line(place="47.65,35.05"))
    assert kinds_refused(caught.value) == {"outside-hromada": 1}


def test_good_rows_are_taken_when_the_others_may_be_left_out(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_working_hromada(session)
    lines = [a_line(1), a_line(2, place="0,0"), a_line(3, place=","), a_line(4, place="0,0")]
    summary = take_lines(session, hromada, tmp_path, *lines, skip_refused=True)
    assert summary.tally == ImportTally(new=1)
    counted = {group["kind"]: group["count"] for group in summary.as_dict()["refused"]}
    assert counted == {"zero-coordinates": 2, "no-coordinates": 1}


def test_every_report_goes_to_the_hromada_that_contains_it(
    session: Session, tmp_path: Path
) -> None:
    west = a_hromada(session, "west")
    east = a_hromada(session, "east", boundary=square(35, 47.6))
    lines = [a_line(1), a_line(2, place="47.65,35.05")]
    summary = take_lines(session, None, tmp_path, *lines)
    assert summary.tally == ImportTally(new=2)
    for hromada, key in ((west, "import:table:1"), (east, "import:table:2")):
        session.execute(text(f"SELECT set_config('app.hromada_id', '{hromada.id}', true)"))
        assert [report.idempotency_key for report in reports(session)] == [key]
        assert session.scalar(select(func.count(Category.parent_id))) == 82


def test_a_point_in_the_sea_by_the_coast_goes_to_the_nearest_hromada_and_is_named(
    session: Session, tmp_path: Path
) -> None:
    a_hromada(session, "coast", name_uk="Приморська")
    summary = take_lines(session, None, tmp_path, a_line(place="47.59,34.05"))
    assert summary.tally == ImportTally(new=1)
    assert "taken by the nearest: Приморська, 1,113 m away" in summary.notes[-1]
    with pytest.raises(ImportRefused, match="in no hromada that we know"):
        take_lines(session, None, tmp_path, a_line(place="47.55,34.05"))


KIND_WORDS = {
    "a code": "roads.pothole",
    "a Ukrainian name": "яма",
    "an English name": "POTHOLE",
    "a word of other systems": "ями",
}


@pytest.mark.parametrize("case", KIND_WORDS, ids=str)
def test_a_category_is_known_by_code_by_name_and_by_common_words(
    session: Session, tmp_path: Path, case: str
) -> None:
    hromada = a_working_hromada(session)
    assert take_lines(session, hromada, tmp_path, a_line(kind=KIND_WORDS[case])).tally.new == 1


def test_the_users_own_words_go_first(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    lamp = a_category(session, hromada, "roads.lamp", name_uk="Ліхтар", name_en="Lamp")
    words = a_csv(tmp_path, "theirs,ours", "UFO,roads.lamp", name="words.csv")
    own_words = word_map(words, FILES)
    take_lines(session, hromada, tmp_path, a_line(kind="ufo"), category_words=own_words)
    assert reports(session)[0].category_id == lamp.id


def test_the_fallback_takes_what_is_not_known(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    summary = take_lines(
        session, hromada, tmp_path, a_line(kind="UFO"), fallback_category="roads.pothole"
    )
    assert summary.tally == ImportTally(new=1)


@pytest.mark.parametrize("fallback", ["roads", "nothing"])
def test_a_fallback_must_be_a_leaf_of_the_hromada(
    session: Session, tmp_path: Path, fallback: str
) -> None:
    hromada = a_working_hromada(session)
    with pytest.raises(ImportRefused, match=f"no category with the code {fallback}"):
        take_lines(session, hromada, tmp_path, a_line(), fallback_category=fallback)


def test_unknown_statuses_are_refused_and_all_named(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    lines = [a_line(n, status=word) for n, word in enumerate(["limbo", "мряка", "open", "limbo"])]
    with pytest.raises(ImportRefused, match="statuses not known: limbo 2, мряка 1") as caught:
        take_lines(session, hromada, tmp_path, *lines)
    assert kinds_refused(caught.value) == {"unknown-status": 3}
    assert not reports(session)


def test_the_users_own_statuses_go_first(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    lines = [a_line(1, status="Limbo"), a_line(2, status="open"), a_line(3, status="мряка")]
    own = {"limbo": "closed", "open": "waiting", "мряка": "open"}
    summary = take_lines(session, hromada, tmp_path, *lines, status_words=own)
    lawful(session)
    assert [report.status for report in reports(session)] == ["lapsed", "submitted", "routed"]
    assert "statuses: Limbo → closed 1, open → waiting 1, мряка → open 1" in summary.notes
    with pytest.raises(ImportRefused, match="no such status: public"):
        take_lines(session, hromada, tmp_path, *lines, status_words={"limbo": "public"})


@pytest.mark.parametrize(
    "status", ["unable to fix", "No further action", "Надано відповідь", "Відхилена", "Дублікат"]
)
def test_what_was_set_aside_elsewhere_waits_for_a_moderator(
    session: Session, tmp_path: Path, status: str
) -> None:
    summary = take_lines(session, a_working_hromada(session), tmp_path, a_line(status=status))
    lawful(session)
    (report,) = reports(session)
    assert (report.status, report.public) == ("submitted", False)
    assert "closed without a solution" in summary.warnings[0]


def test_an_address_with_contacts_waits_too(session: Session, tmp_path: Path) -> None:
    path = a_csv(
        tmp_path, "id,text,type,address,lat,lon",
        f'1,Яма,roads.pothole,"вул. Миру, 5, тел. 067.123.45.67",{INSIDE}',
    )  # fmt: skip
    summary = take(session, a_working_hromada(session), path)
    assert [report.public for report in reports(session)] == [False]
    assert "wait for a moderator: lines 2" in summary.warnings[0]


NEXT_YEAR = datetime(2026, 6, 1, 9, tzinfo=UTC)


def take_case(session: Session, name: str, tmp_path: Path) -> Summary:
    """A collected file, in a hromada that contains its places."""
    path = tmp_path / name
    path.write_bytes((COLLECTED / name).read_bytes())
    a_working_hromada(session)
    return import_reports(session, a_job(path, NEXT_YEAR))


@needs_collected
@pytest.mark.parametrize(
    ("name", "moments"),
    [
        ("r_excel_h.csv", [datetime(2025, 12, 31, 7, 5, tzinfo=UTC)]),
        ("r_serial.csv", [datetime(2025, 12, 31, 7, 4, 54, tzinfo=UTC),
                          datetime(2025, 12, 30, 22, tzinfo=UTC)]),
        ("r_sep.csv", [datetime(2025, 12, 30, 22, tzinfo=UTC)]),
        ("r_trailing.csv", [datetime(2025, 12, 30, 22, tzinfo=UTC)]),
        ("r.xlsx", [datetime(2025, 6, 30, 6, 5, tzinfo=UTC)]),
        ("r_xlsx_renamed.csv", [datetime(2025, 6, 30, 6, 5, tzinfo=UTC)]),
        ("r_excel_cp1251.csv", [datetime(2025, 12, 31, 7, 5, tzinfo=UTC),
                                datetime(2026, 2, 1, 12, 5, 30, tzinfo=UTC)]),
    ],
)  # fmt: skip
def test_collected_tables_have_their_moments(
    session: Session, tmp_path: Path, name: str, moments: list[datetime]
) -> None:
    assert take_case(session, name, tmp_path).tally == ImportTally(new=len(moments))
    assert [report.submitted_at for report in reports(session)] == moments


@needs_collected
def test_no_collected_contact_is_public(session: Session, tmp_path: Path) -> None:
    take_case(session, "r_contacts.csv", tmp_path)
    assert {report.status for report in reports(session)} == {"submitted"}
    assert len(reports(session)) == 12


@needs_collected
def test_collected_statuses_mean_what_they_say(session: Session, tmp_path: Path) -> None:
    take_case(session, "r_status.csv", tmp_path)
    lawful(session)
    by_id = {
        int(str(report.idempotency_key).rsplit(":", 1)[1]): report.status
        for report in reports(session)
    }
    assert by_id == {
        **dict.fromkeys((10, 11, 12, 13, 14, 15, 23, 36), "lapsed"),
        **dict.fromkeys((24, 25, 30, 32), "submitted"),
        **dict.fromkeys((27, 29), "routed"),
    }


def test_a_file_of_points_is_read_in_its_own_system(session: Session, tmp_path: Path) -> None:
    import shapely

    hromada = a_working_hromada(session)
    point = projected(shapely.Point(34.05, 47.65), "EPSG:32636")
    path = a_layer(
        tmp_path / "r.gpkg", point, crs="EPSG:32636", geometry_type="Point",
        id=["1"], description=["Яма"], category=["roads.pothole"],
    )  # fmt: skip
    assert take(session, hromada, path).tally == ImportTally(new=1)


def test_a_polygon_is_no_place_of_a_report(session: Session, tmp_path: Path) -> None:
    import shapely

    feature = a_feature(shapely.box(34, 47.6, 34.1, 47.7), description="Яма", type="roads.pothole")
    with pytest.raises(ImportRefused) as caught:
        take(session, a_working_hromada(session), a_geojson(tmp_path, feature))
    assert kinds_refused(caught.value) == {"no-coordinates": 1}


@pytest.mark.parametrize(
    ("head", "message"),
    [("id,lat,text", "missing columns: lon or lng"), ("lat,lon,lon", "'lon' is there more than")],
)
def test_a_table_without_places_is_refused(
    session: Session, tmp_path: Path, head: str, message: str
) -> None:
    with pytest.raises(ImportRefused, match=message):
        take(session, a_working_hromada(session), a_csv(tmp_path, head, "1,2,3"))


def test_refused_rows_are_kept_with_their_reasons(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    lines = [a_line(1), a_line(2, place="0,0", words='"=cmd()"')]
    with pytest.raises(ImportRefused) as caught:
        take_lines(session, hromada, tmp_path, *lines)
    target = tmp_path / "table.refused.csv"
    write_refusals(target, present(caught.value.refusals))
    head, row = target.read_text(encoding="utf-8-sig").splitlines()
    assert head == f"refused_line,refused_kind,refused_reason,{HEAD}"
    assert row.startswith('3,zero-coordinates,"0, 0 lies in the ocean')
    assert ",'=cmd()," in row, "a spreadsheet must not run it"


def test_a_mended_file_of_refused_rows_can_be_imported(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    with pytest.raises(ImportRefused) as caught:
        take_lines(session, hromada, tmp_path, a_line(2, place="0,0"))
    target = tmp_path / "table.csv"
    write_refusals(target, present(caught.value.refusals))
    target.write_text(target.read_text(encoding="utf-8").replace(",0,0", f",{INSIDE}"))
    assert take(session, hromada, target).tally == ImportTally(new=1)


def test_a_folder_that_is_not_for_writing_is_left_alone_even_by_root(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    assert refusals_folder(given / "a.csv", tmp_path) == given
    given.chmod(0o555)
    assert refusals_folder(given / "a.csv", tmp_path) == tmp_path
