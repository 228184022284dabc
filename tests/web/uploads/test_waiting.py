"""Who waits for an import: nobody while a file is read, and no other hromada at all."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.adapters.fence import Fence
from app.db import Database
from app.fence.protocol import Limits
from app.models.places import Hromada
from app.operations.acting import lock_all_directories, lock_directory
from tests.builders import a_hromada, square
from tests.web.importing import Importer

BODIES = "code,name_uk,email\npark,Міський парк,park@misto.example\n"


def hurry(session: Session) -> None:
    session.execute(text("SET LOCAL lock_timeout = '300ms'"))


def test_nobody_waits_while_a_file_is_read(
    app: Flask,
    database: Database,
    town: Hromada,
    coordinator: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An extract is read for minutes; an editor of bodies has two seconds."""
    read, locked = Fence.run, []

    def reading(
        fence: Fence, job: str, payload: bytes | Path, *, limits: Limits, **options: object
    ) -> bytes:
        with database.transaction(town.id) as other:
            hurry(other)
            lock_directory(other)
            locked.append(job)
        return read(fence, job, payload, limits=limits, **options)

    monkeypatch.setattr(Fence, "run", reading)
    importer = Importer(app, coordinator, database, town.id)
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    importer.pressed(path, "check")
    assert "Файл взято" in importer.pressed(path, "take")
    # Opened; opened and tried; taken.
    assert locked == ["table"] * 4


def test_hromadas_wait_for_each_other_no_longer(database: Database, town: Hromada) -> None:
    with database.transaction() as session:
        other = a_hromada(session, "beside", boundary=square(35, 48))
    with database.transaction(town.id) as here, database.transaction(other.id) as there:
        lock_directory(here)
        hurry(there)
        lock_directory(there)


def test_what_imports_everywhere_waits_for_each(database: Database, town: Hromada) -> None:
    with database.transaction(town.id) as here, database.transaction() as everywhere:
        lock_directory(here)
        hurry(everywhere)
        with pytest.raises(OperationalError):
            lock_all_directories(everywhere)
        everywhere.rollback()


def test_nothing_stays_of_a_file_whose_row_is_lost(
    app: Flask,
    database: Database,
    town: Hromada,
    coordinator: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database goes down between the file and its row: the page says so, no file is left."""

    def down(*_: object) -> int:
        raise OperationalError("INSERT", {}, Exception("the server closed the connection"))

    importer = Importer(app, coordinator, database, town.id)
    importer.sent("bodies", "a.csv", BODIES.encode())
    folder = app.extensions["services"].settings.var / "imports"
    before = set(folder.iterdir())
    monkeypatch.setattr("app.web.uploads.changes.receive", down)
    answer = importer.send("bodies", "b.csv", BODIES.encode())
    assert answer.status_code == 503
    assert "спробуйте ще раз" in answer.text
    assert set(folder.iterdir()) == before
