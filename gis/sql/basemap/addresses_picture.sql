-- What addresses add to the drawn map, in its pixels: house numbers from zoom 17 on; where the ground
-- is unknown, also dots for houses and streets' names amid them, and from afar the hromada's own name.
-- @hromada_id  bigint  1
-- @zoom        int     15
-- @west        float8  3790000
-- @south       float8  6045000
-- @east        float8  3800000
-- @north       float8  6052000
-- @scale       float8  0.4
-- @row_limit   int     2000
WITH frame AS MATERIALIZED (
    SELECT ST_Transform(box, 4326) AS search
    FROM ST_MakeEnvelope(
        CAST(:west AS float8), CAST(:south AS float8),
        CAST(:east AS float8), CAST(:north AS float8), 3857) AS box
),

ground AS MATERIALIZED (
    SELECT EXISTS (
        SELECT FROM basemap_source AS s WHERE s.hromada_id = :hromada_id AND s.features > 0
    ) AS known
),

found AS MATERIALIZED (
    SELECT a.id, a.street_uk, a.house, a.point
    FROM ground, frame
    JOIN address AS a ON a.point && frame.search AND a.hromada_id = :hromada_id
    WHERE CAST(:zoom AS int) >= CASE WHEN ground.known THEN 17 ELSE 13 END
),

named AS (
    SELECT 'house' AS layer, '' AS kind, '' AS class_, house AS name_uk, '' AS name_en, point
    FROM found
    WHERE CAST(:zoom AS int) >= 17
    UNION ALL
    SELECT 'dot', '', '', '', '', found.point
    FROM found, ground
    WHERE CAST(:zoom AS int) >= 14 AND NOT ground.known
    UNION ALL
    SELECT 'address-street', '', '', found.street_uk, '', ST_Centroid(ST_Collect(found.point))
    FROM found, ground
    WHERE NOT ground.known
    GROUP BY found.street_uk
    HAVING count(*) >= CASE WHEN CAST(:zoom AS int) = 13 THEN 8 ELSE 1 END
    UNION ALL
    SELECT
        'place', 'hromada', '',
        h.name_uk || CASE WHEN h.kind = 'city_special' OR h.name_uk ILIKE '%громада%' THEN '' ELSE ' громада' END,
        h.name_en || CASE WHEN h.kind = 'city_special' OR h.name_en ILIKE '%hromada%' THEN '' ELSE ' hromada' END,
        h.centre
    FROM hromada AS h
    JOIN frame ON h.centre && frame.search
    CROSS JOIN ground
    WHERE h.id = :hromada_id AND CAST(:zoom AS int) <= 12 AND NOT ground.known
)

SELECT
    layer, kind, class_, name_uk, name_en,
    (ST_X(ST_Transform(point, 3857)) - CAST(:west AS float8)) * CAST(:scale AS float8) AS x,
    (CAST(:north AS float8) - ST_Y(ST_Transform(point, 3857))) * CAST(:scale AS float8) AS y
FROM named
ORDER BY layer, name_uk, x, y
LIMIT :row_limit
