-- Makes what is drawn of a hromada's basemap up to a zoom: chosen, simplified to half a pixel of a
-- 512 px tile, and merged by what it looks like, so that a tile has few features.
--
-- Areas lose their names: places bear them. Parts are collected by cells of the grid of tiles, each
-- divided by :cells, in which their middle lies: a tile reads little beyond its own sides.
-- @hromada_id  bigint  1
-- @zoom        int     12
-- @cells       int     2
-- @smallest    float8  16
WITH unit AS MATERIALIZED (
    SELECT
        40075016.685578488 / power(2, CAST(:zoom AS int)) / 512 AS pixel,
        40075016.685578488 / power(2, CAST(:zoom AS int)) / CAST(:cells AS int) AS cell
),

scale AS MATERIALIZED (
    -- include basemap/_scale
),

chosen AS MATERIALIZED (
    SELECT
        f.layer, f.kind, f.class, f.name_uk, f.name_en,
        ST_Dimension(f.shape) AS dimension,
        ST_Transform(f.shape, 3857) AS shape
    FROM basemap_feature AS f
    -- include basemap/_drawn_at_zoom
        AND f.hromada_id = :hromada_id
),

surface AS (
    SELECT
        layer, kind, ST_Simplify(shape, pixel / 2, true) AS shape,
        floor(ST_X(ST_Centroid(shape)) / cell) AS x, floor(ST_Y(ST_Centroid(shape)) / cell) AS y
    FROM chosen, unit
    WHERE dimension = 2 AND ST_Area(shape) >= CAST(:smallest AS float8) * pixel * pixel
        * CASE layer WHEN 'water' THEN 0.25 WHEN 'building' THEN 0.5 ELSE 1 END
),

merged_surface AS (
    SELECT
        layer, kind,
        -- Houses stand apart, and what is left of a small one may be flat: they are only collected.
        CASE layer WHEN 'building' THEN ST_Collect(shape)
            ELSE ST_CollectionExtract(ST_UnaryUnion(ST_Collect(ST_MakeValid(shape))), 3) END AS shape
    FROM surface
    GROUP BY layer, kind, x, y
),

line AS (
    SELECT
        layer, kind, class, name_uk, name_en,
        (ST_Dump(ST_LineMerge(ST_Collect(shape)))).geom AS shape
    FROM (
        SELECT
            layer, kind, class, shape,
            CASE WHEN CAST(:zoom AS int) > 12 THEN name_uk ELSE '' END AS name_uk,
            CASE WHEN CAST(:zoom AS int) > 12 THEN name_en ELSE '' END AS name_en
        FROM chosen
        WHERE dimension = 1
    ) AS piece
    GROUP BY layer, kind, class, name_uk, name_en
),

merged_line AS (
    SELECT
        layer, kind, class, name_uk, name_en,
        ST_Collect(ST_Simplify(shape, pixel / 2, true)) AS shape
    FROM line, unit
    -- What is neither long nor part of a way through would be a speck.
    WHERE kind IN ('main', 'rail') OR ST_Length(shape) >= 3 * pixel
    GROUP BY layer, kind, class, name_uk, name_en,
        floor(ST_X(ST_Centroid(shape)) / cell), floor(ST_Y(ST_Centroid(shape)) / cell)
)

INSERT INTO basemap_overview (hromada_id, zoom, layer, kind, class, name_uk, name_en, shape)
SELECT :hromada_id, :zoom, layer, kind, class, name_uk, name_en, shape
FROM (
    SELECT layer, kind, '' AS class, '' AS name_uk, '' AS name_en, shape FROM merged_surface
    UNION ALL
    SELECT layer, kind, class, name_uk, name_en, shape FROM merged_line
    UNION ALL
    SELECT layer, kind, class, name_uk, name_en, shape FROM chosen WHERE dimension = 0
) AS drawn
WHERE NOT ST_IsEmpty(shape)
ORDER BY layer, kind, class, name_uk
