-- A Mapbox Vector Tile of a hromada's base map: land use, water, streets, houses, borders, names.
--
-- Each kind has its lowest zoom; a feature's own min_zoom, where set, overrides it. Lines are
-- simplified to half a pixel of a 512 px tile.
-- The envelope is transformed, not the column: the index on shape is in 4326.
-- @hromada_id  bigint  1
-- @zoom        int     13
-- @x           int     4870
-- @y           int     2857
WITH tile AS MATERIALIZED (
    SELECT
        clip,
        ST_Transform(ST_Expand(clip, (ST_XMax(clip) - ST_XMin(clip)) / 64), 4326) AS search,
        (ST_XMax(clip) - ST_XMin(clip)) / 1024 AS half_pixel
    FROM ST_TileEnvelope(CAST(:zoom AS int), CAST(:x AS int), CAST(:y AS int)) AS clip
),

-- The lowest zoom of each kind; '' stands for the layer's other kinds.
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
        f.id, f.layer, f.kind,
        nullif(f.name_uk, '') AS name_uk,
        nullif(f.name_en, '') AS name_en,
        ST_AsMVTGeom(
            CASE
                WHEN f.layer IN ('place', 'building') THEN ST_Transform(f.shape, 3857)
                ELSE ST_Simplify(ST_Transform(f.shape, 3857), tile.half_pixel, true)
            END,
            tile.clip, 4096, 128
        ) AS geom
    FROM tile
    JOIN basemap_feature AS f ON f.shape && tile.search AND f.hromada_id = :hromada_id
    LEFT JOIN scale AS own ON own.layer = f.layer AND own.kind = f.kind AND f.kind <> ''
    LEFT JOIN scale AS usual ON usual.layer = f.layer AND usual.kind = ''
    WHERE
        CAST(:zoom AS int)
        >= coalesce(nullif(f.min_zoom, 0), own.from_zoom, usual.from_zoom, 0)
),

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

drawn AS (
    SELECT layer, id, kind, name_uk, name_en, geom
    FROM thing
    WHERE geom IS NOT NULL
    UNION ALL
    SELECT layer, row_number() OVER (ORDER BY code), code, NULL, NULL, geom
    FROM border
    WHERE geom IS NOT NULL
),

part AS (
    SELECT drawn.layer, ST_AsMVT(item, drawn.layer, 4096, 'geom' ORDER BY drawn.id) AS mvt
    FROM drawn
    CROSS JOIN LATERAL (
        SELECT drawn.kind, drawn.name_uk, drawn.name_en, drawn.geom
    ) AS item
    GROUP BY drawn.layer
)

SELECT coalesce(string_agg(mvt, '' ORDER BY layer), '') AS mvt
FROM part
