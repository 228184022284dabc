-- A Mapbox Vector Tile of a hromada's base map at close zooms, of the features themselves: land use,
-- water, streets, houses and their numbers, borders, names.
--
-- Lines are simplified to half a pixel of a 512 px tile. Areas lose their names: places bear them.
-- The envelope is transformed, not the column: the index on shape is in 4326.
-- @hromada_id  bigint  1
-- @zoom        int     15
WITH tile AS MATERIALIZED (
    -- include basemap/_tile
),

scale AS MATERIALIZED (
    -- include basemap/_scale
),

thing AS MATERIALIZED (
    SELECT
        f.id, f.layer, f.kind,
        nullif(f.class, '') AS class,
        CASE WHEN named THEN nullif(f.name_uk, '') END AS name_uk,
        CASE WHEN named THEN nullif(f.name_en, '') END AS name_en,
        ST_AsMVTGeom(
            CASE
                WHEN f.layer IN ('place', 'building') THEN ST_Transform(f.shape, 3857)
                ELSE ST_Simplify(ST_Transform(f.shape, 3857), tile.half_pixel, true)
            END,
            tile.clip, 4096, 64
        ) AS geom
    FROM tile
    JOIN basemap_feature AS f ON f.shape && tile.search AND f.hromada_id = :hromada_id
    CROSS JOIN LATERAL (SELECT ST_Dimension(f.shape) < 2 AS named) AS label
    LEFT JOIN scale AS fine ON
        f.class <> '' AND fine.layer = f.layer AND fine.kind = f.kind AND fine.class = f.class
    LEFT JOIN scale AS own ON
        f.kind <> '' AND own.layer = f.layer AND own.kind = f.kind AND own.class = ''
    LEFT JOIN scale AS usual ON usual.layer = f.layer AND usual.kind = '' AND usual.class = ''
    WHERE CAST(:zoom AS int)
        >= coalesce(nullif(f.min_zoom, 0), fine.from_zoom, own.from_zoom, usual.from_zoom, 0)
),

-- include basemap/_tile_layers
