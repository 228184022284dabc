"""A coordinator's file is theirs: what it replaces is named first, and the journal names them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.models.imports import ImportFile
from app.models.places import Body, Hromada
from app.models.traces import DirectoryChange
from app.operations.acting import act_as
from tests.web.importing import Importer

BODIES = "code,name_uk,phone\npark,Міський парк,+380 00 500 01 01\n"


@pytest.fixture
def importer(app: Flask, database: Database, town: Hromada, coordinator: FlaskClient) -> Importer:
    return Importer(app, coordinator, database, town.id)


def by(session: Session) -> int:
    """Who sent the first file."""
    return session.scalars(select(ImportFile.created_by).limit(1)).one() or 0


def take(importer: Importer) -> str:
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    importer.pressed(path, "check")
    importer.pressed(path, "take")
    return path


def test_the_journal_names_who_took_a_file(importer: Importer) -> None:
    take(importer)
    with importer.database.reading(importer.hromada_id) as session:
        added = select(DirectoryChange).where(DirectoryChange.name_uk == "Міський парк")
        assert session.scalars(added).one().actor_id == by(session)


def test_what_a_file_replaces_is_named_before_it_is_taken(importer: Importer) -> None:
    take(importer)
    with importer.database.transaction(importer.hromada_id) as session:
        act_as(session, by(session))
        session.execute(update(Body).where(Body.code == "park").values(phone="+380 00 500 09 09"))
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    page = importer.pressed(path, "check")
    assert "значень, які люди змінили тут, а файл замінює: 1" in page
    assert (
        "Міський парк: «Телефон для людей» зараз «+380 00 500 09 09», "
        "у файлі «+380 00 500 01 01»" in page
    )
    importer.pressed(path, "take")
    with importer.database.reading(importer.hromada_id) as session:
        assert session.scalar(select(Body.phone).where(Body.code == "park")) == "+380 00 500 01 01"
