"""Imports the directory of hromadas: outlines and names, keyed by KATOTTG."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely
from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.orm import Session
from translitua import translit

from app.models.hromadas import HromadaAlias
from app.models.places import Hromada
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.changes import Facts, compare, known_rows, stated, write
from app.operations.importing.files.columns import column
from app.operations.importing.files.loading import hex_ewkb, load_boundaries
from app.operations.importing.files.names import HromadaName, new_slugs
from app.operations.importing.files.outcome import Summary
from app.operations.importing.files.people import respect_people_of_hromadas
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.hromada_codes import find_codes
from gis.files.messages import msg
from gis.files.projection import Shapes

COLUMNS = (
    column("katottg code катоттг код"),
    column("name_uk name назва", required=True),
    column("name_en назва_англійською"),
    column("kind type тип"),
    column("raion_uk raion район"),
    column("oblast_uk oblast область"),
    column("oblast_en"),
    column("population населення"),
)

_COMPARED = (
    Hromada.id, Hromada.katottg, Hromada.slug, Hromada.demo, Hromada.name_uk, Hromada.name_en,
    Hromada.kind, Hromada.raion_uk, Hromada.oblast_uk, Hromada.oblast_en, Hromada.population,
    Hromada.boundary,
)  # fmt: skip
# One INSERT takes many rows: each must name the same columns.
_NEW = {"kind": "", "raion_uk": "", "oblast_uk": "", "population": None, "served": False}
# A map 800 pixels wide, of tiles 512 pixels wide, shows the whole hromada.
_MAP_TILES = 800 / 512
_LOWEST_ZOOM, _HIGHEST_ZOOM = 7.0, 14.0

Known = Mapping[str, RowMapping]


def import_hromadas(session: Session, job: Job) -> Summary:
    """Import every hromada of the file, or raise ImportRefused and import none.

    A known hromada keeps its slug, whether it is served, and what its people changed on pages; a
    demo hromada keeps everything.
    """
    file = load_boundaries(job, COLUMNS)
    by_name = find_codes(session, file.cells)
    parsed = [_facts(row, boundary) for row, boundary in zip(file.cells, file.ewkb, strict=True)]
    sifted = sift(job, file, [*file.judged.faults, *faults_of(file.cells, "katottg")])
    loaded, rows = file.kept(sifted.keep), sifted.of(parsed)
    known = known_rows(session, Hromada, "katottg", *_COMPARED)
    demo = [f for f in rows if f["katottg"] in known and known[f["katottg"]]["demo"]]
    views = dict(zip((f["katottg"] for f in rows), _views(loaded.judged.shapes), strict=True))
    slugs = _new_slugs(session, rows, known)
    changes = compare(
        [facts for facts in rows if facts not in demo],
        known,
        key="katottg",
        completed=lambda facts: (
            _completed(facts)
            | views[facts["katottg"]]
            | {"slug": slugs[facts["katottg"]], "created_at": job.now}
        ),
    )
    people = respect_people_of_hromadas(session, job, changes, known)
    changes = people.changes
    write(session, Hromada, changes, job.progress)
    _recentre(session, [facts["id"] for facts in changes.updates])
    return Summary(
        "hromadas",
        job.path.name,
        len(parsed),
        replace(changes.tally, unchanged=changes.unchanged + len(demo)),
        crs=loaded.crs,
        repairs=loaded.judged.repairs,
        notes=[*loaded.notes, *people.notes, *_found_note(by_name), *_demo_notes(demo, known)],
        warnings=people.warnings,
        refusals=sifted.refusals,
    )


def _new_slugs(session: Session, rows: Sequence[Facts], known: Known) -> Mapping[str, str]:
    """Return slugs by code; a former one still leads to the hromada that had it."""
    former = session.scalars(select(HromadaAlias.slug))
    taken = [*(row["slug"] for row in known.values()), *former]
    return new_slugs(_names(rows, known), taken)


def _facts(row: Cells, boundary: str) -> Facts:
    return stated(
        {
            "katottg": row.katottg("katottg") if row.raw("katottg") else "",
            "name_uk": row.text("name_uk", required=True),
            "name_en": row.text("name_en"),
            "kind": row.text("kind"),
            "raion_uk": row.text("raion_uk"),
            "oblast_uk": row.text("oblast_uk"),
            "oblast_en": row.text("oblast_en"),
            "population": row.whole("population"),
            "boundary": boundary,
        }
    )


def _completed(facts: Facts) -> Facts:
    """Return the row of a new hromada: defaults for the columns that the file leaves empty."""
    names = {"name_en": facts["name_uk"], "oblast_en": facts.get("oblast_uk", "")}
    return _NEW | {column: translit(name) for column, name in names.items()} | facts


def _names(rows: Sequence[Facts], known: Known) -> list[HromadaName]:
    return [
        HromadaName(f["katottg"], f["name_uk"], f.get("raion_uk", ""), f.get("oblast_uk", ""))
        for f in rows
        if f["katottg"] not in known
    ]


def _views(shapes: Shapes) -> list[Facts]:
    """Return the initial map view of each hromada: a point inside, and a zoom that fits it."""
    west, south, east, north = shapely.bounds(shapes).T
    widths = [
        max(e - w, (n - s) * 1.5) for w, s, e, n in zip(west, south, east, north, strict=True)
    ]
    return [
        {"centre": centre, "zoom": _zoom(width)}
        for centre, width in zip(hex_ewkb(shapely.point_on_surface(shapes)), widths, strict=True)
    ]


def _zoom(width_deg: float) -> float:
    zoom = math.log2(360 * _MAP_TILES / width_deg)
    return round(min(max(zoom, _LOWEST_ZOOM), _HIGHEST_ZOOM), 1)


def _recentre(session: Session, ids: Sequence[int]) -> None:
    """Move the centre of a hromada inside if its new outline excludes it."""
    session.execute(
        update(Hromada)
        .where(Hromada.id.in_(ids), ~func.ST_Covers(Hromada.boundary, Hromada.centre))
        .values(centre=func.ST_PointOnSurface(Hromada.boundary))
        .execution_options(synchronize_session=False)
    )


def _demo_notes(demo: Sequence[Facts], known: Known) -> list[str]:
    return [_demo_note(known[facts["katottg"]]) for facts in demo]


def _demo_note(known: RowMapping) -> str:
    return msg(
        "%(name)s (%(code)s) is the demo hromada, drawn by us: it is left as it is, with its "
        "outline and its address",
        name=known["name_uk"],
        code=known["katottg"],
    )


def _found_note(count: int) -> list[str]:
    """Return a note on the codes that were found by names."""
    return [msg("codes found by name: %(count)s", count=count)] if count else []
