"""What a resident does with a browser, in one line a deed."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import Database
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.reports.resident import OWN_REPORT
from app.security.tokens import link_token
from app.services import services_of
from tests.builders import a_category, a_working_hromada
from tests.values import present

GOOD = {
    "lon": 34.05,
    "lat": 47.65,
    "category": "roads.pothole",
    "description": "Глибока яма біля зупинки, не об'їхати.",
}


def a_town(database: Database, slug: str = "pokrov") -> Hromada:
    """A hromada with one area for potholes and a life-threatening kind without a body."""
    with database.transaction() as session:
        hromada = a_working_hromada(session, slug)
        a_category(session, hromada, "light.pole", emergency=2, hotline="101", name_uk="Дріт")
        a_category(session, hromada, "civil.strike", hide_on_map=True, name_uk="Влучання")
        return hromada


def post(
    client: FlaskClient,
    path: str,
    fields: Mapping[str, Any] | None = None,
    *,
    seen: str = "/pokrov/reports/new",
    **options: Any,
) -> TestResponse:
    """Send a form as a browser would: with the token of a page seen before."""
    page = client.get(seen).get_data(as_text=True)
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', page))[1]
    return client.post(path, data={"csrf_token": token, **(fields or {})}, **options)


def report_by(client: FlaskClient, **change: Any) -> int:
    """Send a good report by JSON; return its number."""
    answer = client.post("/pokrov/reports", json=GOOD | change)
    assert answer.status_code == 201, answer.text
    return int(answer.get_json()["number"])


def the_report(session: Session, number: int) -> Report:
    return session.scalars(select(Report).where(Report.number == number)).one()


def private_key(app: Flask, public_id: UUID) -> str:
    with app.app_context():
        return link_token(OWN_REPORT, str(public_id))


def a_photo(
    form: str = "JPEG", size: tuple[int, int] = (40, 30), exif: Image.Exif | None = None
) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, "olive").save(stream, form, **({"exif": exif} if exif else {}))
    return stream.getvalue()


def a_bomb() -> bytes:
    """A PNG of a few bytes that says it is 40,000 by 40,000 pixels."""
    content = bytearray(a_photo("PNG"))
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    return bytes(content)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect what the app asks the database meanwhile."""
    engine, asked = services_of(app).database.engine, []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(" ".join(statement.split())[:80])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
