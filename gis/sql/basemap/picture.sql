-- The base map of a part of a hromada in pixels of an SVG picture: one row for each layer and kind
-- of surfaces and lines (path data), one for each name (its point).
--
-- The frame is in EPSG:3857; pixels count from its north-west corner, y downwards.
-- The envelope is transformed, not the column: the index on shape is in 4326.
-- @hromada_id  bigint  1
-- @zoom        int     13
-- @west        float8  3790000
-- @south       float8  6045000
-- @east        float8  3800000
-- @north       float8  6052000
-- @scale       float8  0.08
WITH frame AS MATERIALIZED (
    SELECT
        box,
        ST_Transform(box, 4326) AS search,
        ST_Expand(box, 20 / CAST(:scale AS float8)) AS clip
    FROM ST_MakeEnvelope(
        CAST(:west AS float8), CAST(:south AS float8),
        CAST(:east AS float8), CAST(:north AS float8), 3857) AS box
),

-- The lowest zoom of each kind, as in base_tile.sql.
scale (layer, kind, from_zoom) AS (
    VALUES
    ('landuse', '', 8), ('green', '', 9), ('green', 'belt', 11), ('green', 'wood', 8),
    ('green', 'track', 14), ('green', 'pitch', 13), ('water', '', 7),
    ('building', '', 13), ('building', 'house', 14), ('building', 'shed', 15),
    ('building', 'dacha', 14), ('building', 'garages', 14), ('building', 'service', 14),
    ('street', '', 11), ('street', 'main', 8), ('street', 'rail', 9), ('street', 'lane', 13),
    ('street', 'path', 14),
    ('place', '', 13), ('place', 'town', 6), ('place', 'village', 9), ('place', 'building', 15),
    ('place', 'pitch', 15), ('place', 'garages', 15)
),

thing AS MATERIALIZED (
    SELECT
        f.id, f.kind, f.class AS class_, f.name_uk, f.name_en,
        CASE WHEN f.layer = 'water' AND ST_Dimension(f.shape) = 1 THEN 'waterway' ELSE f.layer END
            AS layer,
        ST_TransScale(
            ST_ClipByBox2D(
                ST_Simplify(ST_Transform(f.shape, 3857), 0.4 / CAST(:scale AS float8), true),
                CAST(frame.clip AS box2d)),
            -CAST(:west AS float8), -CAST(:north AS float8),
            CAST(:scale AS float8), CAST(:scale AS float8)
        ) AS drawn
    FROM frame
    JOIN basemap_feature AS f ON f.shape && frame.search AND f.hromada_id = :hromada_id
    LEFT JOIN scale AS own ON own.layer = f.layer AND own.kind = f.kind AND f.kind <> ''
    LEFT JOIN scale AS usual ON usual.layer = f.layer AND usual.kind = ''
    WHERE
        CAST(:zoom AS int)
        >= coalesce(nullif(f.min_zoom, 0), own.from_zoom, usual.from_zoom, 0)
),

border AS (
    SELECT 'outline' AS layer, h.boundary AS shape
    FROM hromada AS h
    JOIN frame ON h.boundary && frame.search
    WHERE h.id = :hromada_id
    UNION ALL
    SELECT 'district_borders', d.boundary
    FROM district AS d
    JOIN frame ON d.boundary && frame.search
    WHERE d.hromada_id = :hromada_id AND d.valid_to IS NULL
),

-- The longest piece of each named street and watercourse, read from left to right.
street AS (
    SELECT DISTINCT ON (layer, name_uk)
        layer, name_uk, name_en, kind, ST_Length(piece) AS length,
        CASE
            WHEN ST_X(ST_StartPoint(piece)) <= ST_X(ST_EndPoint(piece)) THEN piece
            ELSE ST_Reverse(piece)
        END AS line
    FROM (
        SELECT
            thing.layer, thing.name_uk, thing.name_en, thing.kind,
            (ST_Dump(ST_LineMerge(ST_CollectionExtract(thing.drawn, 2)))).geom AS piece
        FROM thing
        WHERE thing.layer IN ('street', 'waterway') AND thing.name_uk <> ''
    ) AS pieces
    WHERE NOT ST_IsEmpty(piece)
    ORDER BY layer, name_uk, ST_Length(piece) DESC
),

label AS (
    SELECT
        layer || '-name' AS layer, kind, name_uk, name_en,
        ST_AsSVG(line, 0, 1) AS path,
        NULL AS x, NULL AS y, length
    FROM street
    WHERE
        CAST(:zoom AS int) >= CASE WHEN kind = 'main' OR layer = 'waterway' THEN 13 ELSE 14 END
        AND length > 6 * length(name_uk)
    ORDER BY length DESC
    LIMIT 60
)

SELECT
    layer, kind, class_, '' AS name_uk, '' AS name_en, string_agg(ST_AsSVG(drawn, 1, 1), '') AS path,
    NULL AS x, NULL AS y, 0 AS length
FROM thing
WHERE layer <> 'place' AND NOT ST_IsEmpty(drawn)
GROUP BY layer, kind, class_
UNION ALL
SELECT
    border.layer, '', '', '', '',
    string_agg(ST_AsSVG(ST_TransScale(
        ST_ClipByBox2D(
            ST_Simplify(ST_Transform(border.shape, 3857), 0.4 / CAST(:scale AS float8), true),
            CAST(frame.clip AS box2d)),
        -CAST(:west AS float8), -CAST(:north AS float8),
        CAST(:scale AS float8), CAST(:scale AS float8)), 1, 1), ''),
    NULL, NULL, 0
FROM border, frame
GROUP BY border.layer
UNION ALL
SELECT
    'place', kind, class_, name_uk, name_en, NULL, CAST(ST_X(drawn) AS text), CAST(-ST_Y(drawn) AS text), 0
FROM thing
WHERE layer = 'place' AND NOT ST_IsEmpty(drawn)
UNION ALL
SELECT layer, kind, '', name_uk, name_en, path, x, y, length
FROM label
