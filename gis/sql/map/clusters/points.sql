-- A hromada's public reports in a box, clustered as in tile.sql, as rows: a pin has a number.
-- Cells that the box cuts are included in full.
-- @hromada_id      bigint  1
-- @zoom            int     13
-- @out_level       int     15
-- @districts_upto  int     12
-- @west            float8  33.9
-- @south           float8  47.5
-- @east            float8  34.2
-- @north           float8  47.8
WITH frame AS MATERIALIZED (
    SELECT
        power(2, 24 - CAST(:out_level AS int)) AS step,
        map_x(CAST(:west AS float8)) AS left_x, map_x(CAST(:east AS float8)) AS right_x,
        map_y(CAST(:north AS float8)) AS top_y, map_y(CAST(:south AS float8)) AS low_y
),

part AS MATERIALIZED (
    SELECT
        d.id, d.code, d.name_uk, d.name_en, d.boundary, d.label_point,
        ST_X(d.label_point) BETWEEN CAST(:west AS float8) AND CAST(:east AS float8)
        AND ST_Y(d.label_point) BETWEEN CAST(:south AS float8) AND CAST(:north AS float8)
        AND CAST(:zoom AS int) <= CAST(:districts_upto AS int) AS here
    FROM district AS d
    WHERE d.hromada_id = :hromada_id AND d.valid_to IS NULL
),

-- include map/clusters/_sources

-- include map/clusters/_crowd

cluster AS (
    SELECT
        c.total, c.open, c.progress, c.closed, false AS whole, c.district_id,
        r.number, r.colour, r.status, k.code AS category, k.name_uk, k.name_en,
        coalesce(ST_X(r.point), (col + least(0.75, greatest(0.25, mean_x / step - col))) * step
            / 46603.37777777778 - 180) AS lon,
        coalesce(ST_Y(r.point), degrees(atan(sinh(pi() * (1 -
            (line + least(0.75, greatest(0.25, mean_y / step - line))) * step / 8388608))))) AS lat,
        coalesce(ST_X(r.point), col * step / 46603.37777777778 - 180) AS west,
        coalesce(ST_Y(r.point), degrees(atan(sinh(pi() * (1 - (line + 1) * step / 8388608)))))
            AS south,
        coalesce(ST_X(r.point), (col + 1) * step / 46603.37777777778 - 180) AS east,
        coalesce(ST_Y(r.point), degrees(atan(sinh(pi() * (1 - line * step / 8388608))))) AS north
    FROM frame
    CROSS JOIN crowd AS c
    CROSS JOIN LATERAL (
        SELECT floor(mean_x / step) AS col, floor(mean_y / step) AS line
    ) AS at
    LEFT JOIN report AS r ON r.id = c.lone_id AND r.hromada_id = :hromada_id
    LEFT JOIN category AS k ON k.id = r.category_id
    WHERE
        NOT c.whole
        AND CASE
            WHEN c.lone_id IS NULL
                THEN col * step < right_x AND (col + 1) * step > left_x
                AND line * step < low_y AND (line + 1) * step > top_y
            ELSE mean_x + 1 > left_x AND mean_x <= right_x AND mean_y + 1 > top_y AND mean_y <= low_y
        END
    UNION ALL
    SELECT
        c.total, c.open, c.progress, c.closed, true, c.district_id,
        NULL, NULL, NULL, NULL, NULL, NULL,
        ST_X(label_point), ST_Y(label_point),
        ST_XMin(boundary), ST_YMin(boundary), ST_XMax(boundary), ST_YMax(boundary)
    FROM part
    JOIN crowd AS c ON c.whole AND c.district_id = part.id
    WHERE part.here
)

SELECT
    CAST(c.total AS int) AS total, CAST(c.open AS int) AS open, CAST(c.progress AS int) AS progress,
    CAST(c.closed AS int) AS closed, c.whole,
    coalesce(part.code, '') AS district,
    coalesce(part.name_uk, '') AS district_uk,
    coalesce(part.name_en, '') AS district_en,
    c.number, c.colour, c.status, c.category, c.name_uk, c.name_en,
    c.lon, c.lat, c.west, c.south, c.east, c.north
FROM cluster AS c
LEFT JOIN part ON part.id = c.district_id
ORDER BY c.total DESC, c.number DESC, c.lat, c.lon
LIMIT 5000
