"""Invents hromadas with reports that crowd as in real cities; the same seed, the same reports.

One hromada in 1,500 has a tenth of all reports, the next half as many, and so on (Zipf); within a
hromada most reports lie around hot spots, the rest over the town and its outskirts.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

HROMADAS = 1500
# Zipf's exponent: the largest of 1,500 hromadas then has about a tenth of all reports.
CROWDING = 1.02
GROUPS, LEAVES = 12, 6
BODIES = 12
DAYS = 1460
BATCH = 250_000

_PLACES = """
INSERT INTO hromada (id, katottg, slug, name_uk, name_en, boundary, centre, zoom, served,
    created_at)
SELECT
    n, 'UA' || lpad(n::text, 17, '0'), 'h' || n, 'Громада ' || n, 'Hromada ' || n,
    ST_Multi(ST_MakeEnvelope(lon - 0.2, lat - 0.15, lon + 0.2, lat + 0.15, 4326)),
    ST_SetSRID(ST_MakePoint(lon, lat), 4326), 7, true, now()
FROM generate_series(1, :hromadas) AS n,
LATERAL (SELECT 22.5 + n % 44 * 0.41 AS lon, 44.6 + n / 44 * 0.22 AS lat) AS at ORDER BY n;

INSERT INTO district (hromada_id, code, name_uk, name_en, boundary, label_point, valid_from)
SELECT
    h.id, 'd' || n, 'Район ' || n, 'District ' || n,
    ST_Multi(ST_MakeEnvelope(west, south, west + 0.1, south + 0.1, 4326)),
    ST_SetSRID(ST_MakePoint(west + 0.05, south + 0.05), 4326), '2020-01-01'
FROM hromada AS h, generate_series(0, 11) AS n,
LATERAL (SELECT
    ST_X(h.centre) - 0.2 + n % 4 * 0.1 AS west, ST_Y(h.centre) - 0.15 + n / 4 * 0.1 AS south) AS at
ORDER BY h.id, n;

INSERT INTO body (hromada_id, code, name_uk, name_en)
SELECT h.id, 'b' || n, 'Управління ' || n, 'Department ' || n
FROM hromada AS h, generate_series(1, :bodies) AS n ORDER BY h.id, n;

INSERT INTO category (hromada_id, code, name_uk, name_en)
SELECT h.id, 'g' || n, 'Група ' || n, 'Group ' || n
FROM hromada AS h, generate_series(1, :groups) AS n ORDER BY h.id, n;

INSERT INTO category (hromada_id, code, parent_id, name_uk, name_en)
SELECT g.hromada_id, g.code || '.' || n, g.id, g.name_uk || '.' || n, g.name_en || '.' || n
FROM category AS g, generate_series(1, :leaves) AS n WHERE g.parent_id IS NULL
ORDER BY g.id, n;
"""

_REPORTS = """
INSERT INTO report (hromada_id, number, status, colour, public, category_id, point, description,
    public_text, district_id, body_id, sensitive, submitted_at, updated_at, map_x, map_y, map_cell)
SELECT
    h, n, status, report_colour(status), report_is_public(status) AND NOT sensitive,
    :groups_in_all + (h - 1) * :leaves_each + 1 + leaf,
    ST_SetSRID(ST_MakePoint(lon, lat), 4326),
    'Яма на дорозі, номер ' || n || ', ' || md5(n::text),
    'Яма на дорозі, номер ' || n || ', ' || md5(n::text),
    CASE WHEN abs(lon - town_lon) < 0.2 AND abs(lat - town_lat) < 0.15 THEN
        1 + (h - 1) * 12 + floor((lat - town_lat + 0.15) / 0.1)::int * 4
        + floor((lon - town_lon + 0.2) / 0.1)::int END,
    -- Mostly its group's own body.
    1 + (h - 1) * :bodies
        + CASE WHEN r1 < 0.9 THEN leaf / :leaves_a_group ELSE floor(r2 * :bodies)::int END,
    sensitive, at, at, x, y, map_cell(x, y)
FROM (
    SELECT n, random() AS fate,
        floor(power(1 - random() * (1 - power(:hromadas + 1, 1 - :crowding)),
            1 / (1 - :crowding)))::int AS h, random() AS kind,
        random() AS r1, random() AS r2, floor(power(random(), 2) * 60)::int AS spot,
        floor(power(random(), 2) * :leaves_each)::int AS leaf,
        timestamptz '2026-06-01 12:00+03' - make_interval(secs => 86400.0 * :days
            * (1 - n::float8 / :total) + random() * 3600) AS at
    FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
) AS a,
LATERAL (
    SELECT 22.5 + h % 44 * 0.41 AS town_lon, 44.6 + h / 44 * 0.22 AS town_lat,
        -- Box-Muller's bell, of a width by kind: a hot spot's 250 m, a town's 4 km, outskirts.
        sqrt(-2 * ln(1 - r1)) * CASE WHEN kind < 0.6 THEN 0.0025 WHEN kind < 0.92 THEN 0.04
        ELSE 0.09 END AS far
) AS b,
LATERAL (
    SELECT
        town_lon + CASE WHEN kind < 0.6 THEN 0.1 * sin(spot * 12.9898 + h) ELSE 0 END
            + greatest(-0.35, least(0.35, far * cos(6.2831853 * r2))) AS lon,
        town_lat + CASE WHEN kind < 0.6 THEN 0.07 * sin(spot * 78.233 + h * 1.7) ELSE 0 END
            + greatest(-0.2, least(0.2, far * 0.67 * sin(6.2831853 * r2))) AS lat,
        date_part('day', timestamptz '2026-06-01 12:00+03' - at) AS age
    OFFSET 0
) AS c,
LATERAL (
    SELECT CAST(floor(map_x(lon)) AS int) AS x, CAST(floor(map_y(lat)) AS int) AS y OFFSET 0
) AS d,
LATERAL (
    SELECT random() < 0.01 AS sensitive, CASE
        WHEN fate < 0.04 THEN 'rejected'
        WHEN age > 45 THEN (ARRAY['confirmed','confirmed','lapsed','not_solved','lapsed',
            'planned','routed'])[1 + floor(random() * 7)]
        ELSE (ARRAY['routed','routed','accepted','in_progress','solved','published','submitted'])
            [1 + floor(random() * 7)] END AS status
    -- Of each report anew.
    WHERE n > 0 OFFSET 0
) AS e
"""


@dataclass(frozen=True, slots=True)
class Size:
    """The number of reports, and of the hromadas that have them."""

    reports: int
    hromadas: int = HROMADAS


def fill(conn: Connection, size: Size) -> None:
    """Fill an empty migrated database, as its superuser, with triggers disabled."""
    conn.execute(text("SET session_replication_role = replica"))
    conn.execute(text("SELECT setseed(0.42)"))
    values = {
        "hromadas": size.hromadas,
        "bodies": BODIES,
        "groups": GROUPS,
        "leaves": LEAVES,
    }
    for statement in _PLACES.split(";\n\n"):
        names = {name: value for name, value in values.items() if f":{name}" in statement}
        conn.execute(text(statement.strip().rstrip(";")), names)
    kept = _set_indexes_aside(conn)
    for first in range(1, size.reports + 1, BATCH):
        last = min(first + BATCH - 1, size.reports)
        given = {
            "first": first,
            "last": last,
            "total": size.reports,
            "bodies": BODIES,
            "groups_in_all": size.hromadas * GROUPS,
            "leaves_each": GROUPS * LEAVES,
            "leaves_a_group": LEAVES,
            "days": DAYS,
            "hromadas": size.hromadas,
            "crowding": CROWDING,
        }
        conn.execute(text(_REPORTS), given)
    conn.execute(text("SELECT setval('report_number_seq', :last)"), {"last": size.reports})
    conn.execute(text("SET maintenance_work_mem = '512MB'"))
    for definition in kept:
        conn.execute(text(definition))
    conn.execute(text("SET session_replication_role = origin"))


def settle(conn: Connection) -> None:
    """Analyse and vacuum, so that index-only scans read no heap; outside a transaction."""
    tables = "report, cell_count, facet_count, hromada_count, district, category, body, hromada"
    conn.execute(text(f"VACUUM (ANALYZE) {tables}"))


def _set_indexes_aside(conn: Connection) -> list[str]:
    """Drop the indexes of report while it fills; return the statements that create them."""
    rows = conn.execute(
        text("""
            SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE i.indrelid = 'report'::regclass AND NOT i.indisunique
        """)
    ).all()
    for name, _ in rows:
        conn.execute(text(f"DROP INDEX {name}"))
    return [definition for _, definition in rows]
