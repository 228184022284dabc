"""What a row says of a district, in a table as in a file of polygons."""

from app.models.places import District
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.changes import Facts, stated
from app.operations.importing.files.columns import column

COLUMNS = (
    column("code katottg код катоттг"),
    column("name_uk name назва", required=True),
    column("name_en назва_англійською"),
    column("kind type тип"),
    column("population населення"),
    column("decision рішення"),
    column("valid_from діє_з"),
)

COMPARED = (
    District.id, District.code, District.name_uk, District.name_en, District.kind,
    District.population, District.decision, District.valid_from, District.boundary,
)  # fmt: skip
# A change of these makes a new version; the database keeps the old one.
VERSIONED = frozenset({"name_uk", "name_en", "kind", "boundary"})


def district_facts(row: Cells, boundary: str = "") -> Facts:
    """Return what a row states, its faults collected in it; an empty boundary states none."""
    return stated(
        {
            "code": row.code("code") if row.raw("code") else "",
            "name_uk": row.text("name_uk", required=True),
            "name_en": row.text("name_en"),
            "kind": row.text("kind"),
            "population": row.whole("population"),
            "decision": row.text("decision"),
            "valid_from": row.moment("valid_from"),
            "boundary": boundary,
        }
    )
