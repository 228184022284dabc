-- A tile of the country: every served hromada at its centre with the counts of its public reports,
-- as stored or as passed; at low zooms, the hromadas in one cell of the tile are one cluster with
-- the sums of their counts.
-- @zoom  int  6
-- @x     int  38
-- @y     int  22
-- @colours  text[]  ["open"]
-- @kept         boolean   false
-- @hromada_ids  bigint[]  [1]
-- @opens        bigint[]  [3]
-- @progresses   bigint[]  [2]
-- @closeds      bigint[]  [5]
WITH tile AS MATERIALIZED (
    SELECT
        power(2, 24 - CAST(:zoom AS int)) AS size,
        CAST(:x AS int) * power(2, 24 - CAST(:zoom AS int)) AS west,
        CAST(:y AS int) * power(2, 24 - CAST(:zoom AS int)) AS north
),

numbers AS MATERIALIZED (
    SELECT c.hromada_id, c.open, c.progress, c.closed FROM hromada_count AS c
    WHERE CAST(:kept AS boolean)
    UNION ALL
    SELECT given.hromada_id, given.open, given.progress, given.closed
    FROM unnest(
        CAST(:hromada_ids AS bigint[]), CAST(:opens AS bigint[]),
        CAST(:progresses AS bigint[]), CAST(:closeds AS bigint[])
    ) AS given (hromada_id, open, progress, closed)
),

here AS MATERIALIZED (
    SELECT
        h.slug, h.name_uk, h.name_en,
        -- Only the chosen colours count.
        coalesce(CASE WHEN 'open' = ANY(CAST(:colours AS text[])) THEN n.open END, 0) AS open,
        coalesce(CASE WHEN 'progress' = ANY(CAST(:colours AS text[])) THEN n.progress END, 0)
            AS progress,
        coalesce(CASE WHEN 'closed' = ANY(CAST(:colours AS text[])) THEN n.closed END, 0) AS closed,
        (at_x - west) / size * 4096 AS x, (at_y - north) / size * 4096 AS y,
        -- Eight cells along a tile's side; none from zoom 8 on, where hromadas do not overlap.
        CASE
            WHEN CAST(:zoom AS int) < 8
                THEN floor((at_x - west) / size * 8) * 8 + floor((at_y - north) / size * 8)
            ELSE h.id
        END AS cell
    FROM hromada AS h
    CROSS JOIN tile
    CROSS JOIN LATERAL (
        SELECT map_x(ST_X(h.centre)) AS at_x, map_y(ST_Y(h.centre)) AS at_y
    ) AS at
    LEFT JOIN numbers AS n ON n.hromada_id = h.id
    WHERE h.served AND floor(at_x / size) = CAST(:x AS int) AND floor(at_y / size) = CAST(:y AS int)
),

crowd AS MATERIALIZED (
    SELECT
        cell, CAST(count(*) AS int) AS hromadas, CAST(sum(open) AS int) AS open,
        CAST(sum(progress) AS int) AS progress, CAST(sum(closed) AS int) AS closed,
        avg(x) AS x, avg(y) AS y
    FROM here
    GROUP BY cell
),

clusters AS (
    SELECT
        hromadas, open + progress + closed AS total, open, progress, closed,
        ST_MakePoint(round(x), round(y)) AS geom
    FROM crowd
    WHERE hromadas > 1
    ORDER BY total DESC, cell
),

hromadas AS (
    SELECT
        h.slug, h.name_uk, h.name_en, CAST(h.open + h.progress + h.closed AS int) AS total,
        CAST(h.open AS int) AS open, CAST(h.progress AS int) AS progress,
        CAST(h.closed AS int) AS closed, ST_MakePoint(round(h.x), round(h.y)) AS geom
    FROM here AS h
    JOIN crowd AS c ON c.cell = h.cell AND c.hromadas = 1
    ORDER BY total DESC, h.slug
)

SELECT
    coalesce((SELECT ST_AsMVT(hromadas, 'hromadas', 4096, 'geom') FROM hromadas), '')
    || coalesce((SELECT ST_AsMVT(clusters, 'clusters', 4096, 'geom') FROM clusters), '')
    AS mvt
