-- The layers of a base tile: of the rows of "thing", of borders and of addresses.
-- @hromada_id  bigint  1
-- @zoom        int     13
border AS MATERIALIZED (
    SELECT
        'outline' AS layer, '' AS code,
        ST_AsMVTGeom(
            ST_Simplify(ST_Transform(h.boundary, 3857), tile.half_pixel, true), tile.clip, 4096, 128
        ) AS geom
    FROM hromada AS h
    JOIN tile ON h.boundary && tile.search
    WHERE h.id = :hromada_id
    UNION ALL
    SELECT
        'district_borders', d.code,
        ST_AsMVTGeom(
            ST_Simplify(
                ST_Boundary(ST_Transform(d.boundary, 3857)), tile.half_pixel, true),
            tile.clip, 4096, 128)
    FROM district AS d
    JOIN tile ON d.boundary && tile.search
    WHERE d.hromada_id = :hromada_id AND d.valid_to IS NULL AND CAST(:zoom AS int) >= 8
),

-- Where nothing is drawn, addresses tell at least where a street is: once in a tile.
street_of_addresses AS (
    SELECT
        'place' AS layer, 0 AS id, 'street' AS kind, a.street_uk AS name_uk,
        ST_AsMVTGeom(
            ST_Transform(ST_GeometricMedian(ST_Collect(a.point)), 3857), tile.clip, 4096, 128
        ) AS geom
    FROM tile
    JOIN address AS a ON a.point && tile.search AND a.hromada_id = :hromada_id
    WHERE
        CAST(:zoom AS int) >= 14
        AND NOT EXISTS (
            SELECT FROM basemap_source AS s WHERE s.hromada_id = :hromada_id AND s.features > 0)
    GROUP BY a.street_uk, tile.clip
),

hromada_name AS (
    SELECT
        h.name_uk || CASE WHEN h.kind = 'city_special' OR h.name_uk ILIKE '%громада%' THEN '' ELSE ' громада' END
            AS name_uk,
        h.name_en || CASE WHEN h.kind = 'city_special' OR h.name_en ILIKE '%hromada%' THEN '' ELSE ' hromada' END
            AS name_en,
        ST_AsMVTGeom(ST_Transform(h.centre, 3857), tile.clip, 4096, 0) AS geom
    FROM hromada AS h
    JOIN tile ON h.centre && tile.search
    WHERE
        h.id = :hromada_id AND CAST(:zoom AS int) <= 12
        AND NOT EXISTS (
            SELECT FROM basemap_source AS s WHERE s.hromada_id = :hromada_id AND s.features > 0)
),

drawn AS (
    SELECT layer, id, kind, class, name_uk, name_en, NULL AS house, geom
    FROM thing
    WHERE geom IS NOT NULL
    UNION ALL
    SELECT layer, row_number() OVER (ORDER BY code), code, NULL, NULL, NULL, NULL, geom
    FROM border
    WHERE geom IS NOT NULL
    UNION ALL
    SELECT layer, id, kind, NULL, name_uk, NULL, NULL, geom
    FROM street_of_addresses
    WHERE geom IS NOT NULL
    UNION ALL
    SELECT 'place', 0, 'town', 'hromada', name_uk, name_en, NULL, geom
    FROM hromada_name
    WHERE geom IS NOT NULL
    UNION ALL
    SELECT 'house', a.id, NULL, NULL, NULL, NULL, a.house,
        ST_AsMVTGeom(ST_Transform(a.point, 3857), tile.clip, 4096, 0)
    FROM tile
    JOIN address AS a ON a.point && tile.search AND a.hromada_id = :hromada_id
    WHERE a.house <> '' AND (CAST(:zoom AS int) >= 16 OR CAST(:zoom AS int) >= 14 AND NOT EXISTS (
        SELECT FROM basemap_source AS s WHERE s.hromada_id = :hromada_id AND s.features > 0))
),

part AS (
    SELECT drawn.layer, ST_AsMVT(item, drawn.layer, 4096, 'geom' ORDER BY drawn.id) AS mvt
    FROM drawn
    CROSS JOIN LATERAL (
        SELECT drawn.kind, drawn.class, drawn.name_uk, drawn.name_en, drawn.house, drawn.geom
    ) AS item
    WHERE drawn.geom IS NOT NULL
    GROUP BY drawn.layer
)

SELECT coalesce(string_agg(mvt, '' ORDER BY layer), '') AS mvt
FROM part
