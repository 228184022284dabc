"""Small files to fill in, one of each kind, with invented rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from app.operations.importing.files.headings import HEADINGS
from app.operations.importing.territory.area_territory import TERRITORY
from app.operations.uploads.kinds import (
    ADDRESSES,
    BODIES,
    CATEGORIES,
    OUTLINE,
    RENAMES,
    REPORTS,
)
from app.operations.uploads.table_files import CSV, XLSX, table_file
from app.queries.territory.drafts import AREAS, DISTRICTS

GEOJSON = "geojson"
_HALF_DEG = 0.004


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample's columns and rows, by the formats in which it is offered.

    Cells ``+0.001`` of longitude and latitude are offsets from the middle of the hromada.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    suffixes: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the columns' Ukrainian headings."""
        return tuple(HEADINGS[name] for name in self.columns)


def _sample(columns: str, *rows: str, suffixes: Sequence[str] = (XLSX, CSV)) -> Sample:
    cells = tuple(tuple(row.split(";")) for row in rows)
    return Sample(tuple(columns.split(";")), cells, tuple(suffixes))


SAMPLES: Mapping[str, Sample] = {
    OUTLINE: _sample("name_uk", "Зразкова громада", suffixes=(GEOJSON,)),
    DISTRICTS: _sample(
        "code;name_uk;name_en;population;decision",
        "centre;Центр;Centre;4200;Рішення № 12 від 01.02.2024",
        "station;Станція;Station;2700;Рішення № 12 від 01.02.2024",
        suffixes=(GEOJSON,),
    ),
    BODIES: _sample(
        "name_uk;name_en;email;phone;head_email",
        "КП «Зразкові шляхи»;Sample Roads;roads@misto.example;+380 00 500 01 01;head@misto.example",
        "КП «Зразковий водоканал»;Sample Water;water@misto.example;+380 00 500 01 02;",
    ),
    CATEGORIES: _sample(
        "group_uk;name_uk;body;target_hours;legal_days;photo",
        "Дороги;Яма на дорозі;КП «Зразкові шляхи»;240;30;так",
        "Вода;Витік води;КП «Зразковий водоканал»;24;30;ні",
    ),
    AREAS: _sample(
        "name_uk;body;categories;territory;priority;decision",
        "Дороги громади;КП «Зразкові шляхи»;Дороги;вся громада;5;Рішення № 41 від 01.03.2024",
        "Вода громади;КП «Зразковий водоканал»;Витік води;вся громада;;",
        suffixes=(XLSX, CSV, GEOJSON),
    ),
    ADDRESSES: _sample(
        "street;house;lon;lat",
        "вулиця Зразкова;1;+0;+0",
        "вулиця Зразкова;3а;+0.0006;+0",
        "провулок Взірцевий;2;+0.0006;+0.0004",
    ),
    RENAMES: _sample(
        "old;new;since",
        "вулиця Стара;вулиця Зразкова;2016-02-19",
        "провулок Давній;провулок Взірцевий;2024-03-01",
    ),
    REPORTS: _sample(
        "id;lon;lat;category;description;status;created;closed;address",
        "101;+0;+0;Яма на дорозі;Яма біля зупинки;відкрито;2024-05-02;;вулиця Зразкова, 1",
        "102;+0.0006;+0.0004;Витік води;Тече з колодязя;виконано;2024-05-03 09:30;2024-05-05;"
        "провулок Взірцевий, 2",
    ),
}


NO_SAMPLE = Sample((), (), ())


def sample_file(sample: Sample, suffix: str, *, centre: tuple[float, float]) -> BytesIO:
    """Return the sample as a file; its places lie around ``centre`` (lon, lat)."""
    if suffix == GEOJSON:
        return _geojson(sample, centre)
    return table_file(suffix, sample.headings, placed_rows(sample, centre))


def placed_rows(sample: Sample, centre: tuple[float, float]) -> list[list[str]]:
    """Return the rows with their offsets added to the centre."""
    of_column = dict(zip(("lon", "lat"), centre, strict=True))
    return [
        [
            f"{of_column[name] + float(cell):.6f}" if name in of_column else cell
            for name, cell in zip(sample.columns, row, strict=True)
        ]
        for row in sample.rows
    ]


def _geojson(sample: Sample, centre: tuple[float, float]) -> BytesIO:
    features = [
        {
            "type": "Feature",
            "properties": _properties(sample, row),
            "geometry": _square(centre[0] + number * 2 * _HALF_DEG, centre[1]),
        }
        for number, row in enumerate(sample.rows)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return BytesIO(json.dumps(collection, ensure_ascii=False, indent=1).encode())


def _properties(sample: Sample, row: Sequence[str]) -> dict[str, str]:
    """Return a feature's cells; its polygon says where it is."""
    cells = zip(sample.columns, sample.headings, row, strict=True)
    return {heading: cell for name, heading, cell in cells if name != TERRITORY}


def _square(lon: float, lat: float) -> dict[str, object]:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ring = [[round(lon + x * _HALF_DEG, 6), round(lat + y * _HALF_DEG, 6)] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}
