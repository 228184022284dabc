"""An outline is one polygon, or the parts of a hromada united, without the cracks between them."""

from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.places import Hromada
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.territory.outline import import_outline
from tests.builders import NOON, a_hromada
from tests.fenced import a_job
from tests.files import a_feature, a_geojson

OWN, PART = "UA12080090000039979", "UA12080090050{:06d}"
# Two districts with a crack of about seven metres between them.
WEST = shapely.box(34.0, 47.6, 34.05, 47.7)
EAST = shapely.box(34.0501, 47.6, 34.1, 47.7)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    hromada = a_hromada(session, katottg=OWN)
    enter_hromada(session, hromada.id)
    return hromada


def take(session: Session, folder: Path, *features: dict[str, Any]) -> Summary:
    return import_outline(session, a_job(a_geojson(folder, *features), NOON))


def outline(session: Session) -> Any:
    wkb = session.scalar(select(func.ST_AsBinary(Hromada.boundary)))
    return shapely.from_wkb(bytes(wkb or b""))


def test_parts_of_the_hromada_make_its_outline(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    parts = [a_feature(s, katottg=PART.format(n)) for n, s in enumerate((WEST, EAST))]
    summary = take(session, tmp_path, *parts)
    assert "the outline is made of the parts: 2" in summary.notes
    shape = outline(session)
    assert len(shapely.get_parts(shape)) == 1
    assert shapely.area(shape) == pytest.approx(0.01, rel=1e-4)
    assert take(session, tmp_path, *parts).tally == ImportTally(unchanged=1)


def test_parts_of_another_hromada_do_not(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    parts = [a_feature(WEST, katottg=PART.format(1)), a_feature(EAST, katottg="UA" + "1" * 17)]
    with pytest.raises(ImportRefused, match="no row has the hromada's code"):
        take(session, tmp_path, *parts)


def test_its_own_row_goes_before_its_parts(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    rows = [a_feature(WEST, katottg=OWN), a_feature(EAST, katottg=PART.format(1))]
    take(session, tmp_path, *rows)
    assert shapely.equals(outline(session), WEST)
