-- A Mapbox Vector Tile of a hromada's base map at close zooms, of the features themselves: land use,
-- water, streets, houses and their numbers, borders, names.
--
-- Lines are simplified to half a pixel of a 512 px tile. Areas lose their names: places bear them.
-- The envelope is transformed, not the column: the index on shape is in 4326.
-- @hromada_id  bigint  1
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
    -- include basemap/_drawn_at_zoom
),

-- include basemap/_tile_layers
