-- The rows of a picture: of what was "found", of borders, and the names of streets.
-- @hromada_id  bigint  1
-- @zoom        int     13
-- @west        float8  3790000
-- @north       float8  6052000
-- @scale       float8  0.08
thing AS MATERIALIZED (
    SELECT
        -- Lines of water are drawn, not filled.
        CASE WHEN found.layer = 'water' AND ST_Dimension(found.shape) = 1 THEN 'water-line'
            ELSE found.layer END AS layer,
        found.kind, found.class AS class_, found.name_uk, found.name_en,
        ST_TransScale(
            ST_ClipByBox2D(found.shape, CAST(frame.clip AS box2d)),
            -CAST(:west AS float8), -CAST(:north AS float8),
            CAST(:scale AS float8), CAST(:scale AS float8)
        ) AS drawn
    FROM frame, found
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
        WHERE thing.layer IN ('street', 'water-line') AND thing.name_uk <> ''
    ) AS pieces
    WHERE NOT ST_IsEmpty(piece)
    ORDER BY layer, name_uk, ST_Length(piece) DESC
),

label AS (
    SELECT
        layer || '-name' AS layer, kind, name_uk, name_en,
        ST_AsSVG(line, 0, 1) AS path, length
    FROM street
    WHERE
        CAST(:zoom AS int) >= CASE WHEN kind = 'main' OR layer = 'water-line' THEN 13 ELSE 14 END
        AND length > 6 * length(name_uk)
    ORDER BY length DESC
    LIMIT 60
),

unknown AS MATERIALIZED (
    SELECT h.id, h.centre, h.kind, h.name_uk, h.name_en
    FROM hromada AS h
    WHERE h.id = :hromada_id AND NOT EXISTS (
        SELECT FROM basemap_source AS s WHERE s.hromada_id = :hromada_id AND s.features > 0)
),

-- Where nothing is drawn, addresses tell at least where a street is, and where houses are.
street_of_addresses AS (
    SELECT a.street_uk, ST_Transform(ST_GeometricMedian(ST_Collect(a.point)), 3857) AS middle
    FROM unknown, frame
    JOIN address AS a ON a.point && frame.search AND a.hromada_id = :hromada_id
    WHERE CAST(:zoom AS int) >= 14
    GROUP BY a.street_uk
    ORDER BY count(*) DESC, a.street_uk
    LIMIT 60
),

dot AS (
    SELECT ST_Transform(a.point, 3857) AS place
    FROM unknown, frame
    JOIN address AS a ON a.point && frame.search AND a.hromada_id = :hromada_id
    WHERE CAST(:zoom AS int) >= 14
    ORDER BY a.id
    LIMIT 3000
),

house AS (
    SELECT a.house, ST_Transform(a.point, 3857) AS place
    FROM frame
    JOIN address AS a ON a.point && frame.search AND a.hromada_id = :hromada_id
    WHERE CAST(:zoom AS int) >= 17 AND a.house <> ''
    ORDER BY a.id
    LIMIT 1000
),

point (layer, kind, class_, name_uk, name_en, shape) AS (
    SELECT layer, kind, class_, name_uk, name_en, drawn
    FROM thing
    WHERE layer = 'place' AND NOT ST_IsEmpty(drawn)
    UNION ALL
    SELECT layer, kind, '', name_uk, name_en, ST_TransScale(
        place, -CAST(:west AS float8), -CAST(:north AS float8),
        CAST(:scale AS float8), CAST(:scale AS float8))
    FROM (
        SELECT 'place', 'street', street_uk, '', middle FROM street_of_addresses
        UNION ALL
        SELECT 'dot', '', '', '', place FROM dot
        UNION ALL
        SELECT 'house', '', house, '', place FROM house
        UNION ALL
        SELECT
            'place', 'hromada',
            name_uk || CASE WHEN kind = 'city_special' OR name_uk ILIKE '%громада%' THEN '' ELSE ' громада' END,
            name_en || CASE WHEN kind = 'city_special' OR name_en ILIKE '%hromada%' THEN '' ELSE ' hromada' END,
            ST_Transform(centre, 3857)
        FROM unknown
        WHERE CAST(:zoom AS int) <= 12
    ) AS of_addresses (layer, kind, name_uk, name_en, place)
)

SELECT
    layer, kind, class_, '' AS name_uk, '' AS name_en,
    string_agg(ST_AsSVG(drawn, 1, 1), '') AS path, CAST(NULL AS float8) AS x, CAST(NULL AS float8) AS y, 0 AS length
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
SELECT layer, kind, class_, name_uk, name_en, NULL, ST_X(shape), -ST_Y(shape), 0
FROM point
UNION ALL
SELECT layer, kind, '', name_uk, name_en, path, NULL, NULL, length
FROM label
