-- One map tile of a hromada's public reports: layers districts, clusters and reports.
--
-- Clusters never mix districts. Up to a zoom each district has one, at its label; above it, one for
-- each cell of the tile in each district: the tiles of a zoom sum to exactly the existing reports.
-- A single report in its cell is a pin, and at high zooms every report is. Positions are in cells
-- of level 24: only labels and pins are projected.
-- @hromada_id      bigint  1
-- @zoom            int     13
-- @x               int     4870
-- @y               int     2860
-- @out_level       int     15
-- @districts_upto  int     12
WITH tile AS MATERIALIZED (
    SELECT
        power(2, 24 - CAST(:zoom AS int)) AS size,
        power(2, 24 - CAST(:out_level AS int)) AS cell,
        CAST(:x AS int) * power(2, 24 - CAST(:zoom AS int)) AS west,
        CAST(:y AS int) * power(2, 24 - CAST(:zoom AS int)) AS north
),

part AS MATERIALIZED (
    SELECT
        d.id, d.code, d.name_uk, d.name_en, d.boundary, label_x, label_y,
        floor(label_x / size) = CAST(:x AS int) AND floor(label_y / size) = CAST(:y AS int) AS here
    FROM district AS d
    CROSS JOIN tile
    CROSS JOIN LATERAL (
        SELECT map_x(ST_X(d.label_point)) AS label_x, map_y(ST_Y(d.label_point)) AS label_y
    ) AS label
    WHERE d.hromada_id = :hromada_id AND d.valid_to IS NULL
),

-- include map/clusters/_sources

-- include map/clusters/_crowd

named AS MATERIALIZED (
    SELECT
        part.*, coalesce(c.total, 0) AS total, coalesce(c.open, 0) AS open,
        coalesce(c.progress, 0) AS progress, coalesce(c.closed, 0) AS closed,
        ST_MakePoint(
            round((label_x - west) / size * 4096), round((label_y - north) / size * 4096)) AS geom
    FROM tile
    CROSS JOIN part
    LEFT JOIN crowd AS c ON c.whole AND c.district_id = part.id
    WHERE part.here
),

districts AS (
    SELECT
        code, name_uk, name_en, CAST(total AS int) AS total, CAST(open AS int) AS open,
        CAST(progress AS int) AS progress, CAST(closed AS int) AS closed, geom
    FROM named
    ORDER BY code
),

clusters AS (
    SELECT
        coalesce(part.code, '') AS district,
        coalesce(part.name_uk, '') AS name_uk,
        coalesce(part.name_en, '') AS name_en,
        CAST(c.total AS int) AS total, CAST(c.open AS int) AS open,
        CAST(c.progress AS int) AS progress, CAST(c.closed AS int) AS closed, false AS whole,
        col * cell / 46603.37777777778 - 180 AS west,
        degrees(atan(sinh(pi() * (1 - (line + 1) * cell / 8388608)))) AS south,
        (col + 1) * cell / 46603.37777777778 - 180 AS east,
        degrees(atan(sinh(pi() * (1 - line * cell / 8388608)))) AS north,
        -- Kept off the cell's sides, so that neighbours do not cover each other.
        ST_MakePoint(
            round(((col + least(0.75, greatest(0.25, mean_x / cell - col))) * cell - tile.west)
                / size * 4096),
            round(((line + least(0.75, greatest(0.25, mean_y / cell - line))) * cell - tile.north)
                / size * 4096)) AS geom
    FROM tile
    CROSS JOIN crowd AS c
    CROSS JOIN LATERAL (
        SELECT floor(mean_x / cell) AS col, floor(mean_y / cell) AS line
    ) AS at
    LEFT JOIN part ON part.id = c.district_id
    WHERE NOT c.whole AND c.total > 1
    UNION ALL
    SELECT
        code, name_uk, name_en, CAST(total AS int), CAST(open AS int), CAST(progress AS int),
        CAST(closed AS int), true, ST_XMin(boundary), ST_YMin(boundary), ST_XMax(boundary),
        ST_YMax(boundary), geom
    FROM named
    WHERE total > 0 AND CAST(:zoom AS int) <= CAST(:districts_upto AS int)
    ORDER BY total DESC, district, west, south
),

reports AS (
    SELECT
        r.number AS id, r.number, r.colour, r.status, k.code AS category, k.name_uk, k.name_en,
        coalesce(part.code, '') AS district,
        ST_MakePoint(
            round((map_x(ST_X(r.point)) - west) / size * 4096),
            round((map_y(ST_Y(r.point)) - north) / size * 4096)) AS geom
    FROM tile
    CROSS JOIN crowd AS c
    JOIN report AS r ON r.id = c.lone_id AND r.hromada_id = :hromada_id
    JOIN category AS k ON k.id = r.category_id
    LEFT JOIN part ON part.id = r.district_id
    WHERE NOT c.whole
    ORDER BY r.id DESC
    LIMIT 20000
)

SELECT
    coalesce((SELECT ST_AsMVT(districts, 'districts', 4096, 'geom') FROM districts), '')
    || coalesce((SELECT ST_AsMVT(clusters, 'clusters', 4096, 'geom') FROM clusters), '')
    || coalesce((SELECT ST_AsMVT(reports, 'reports', 4096, 'geom', 'id') FROM reports), '')
    AS mvt
