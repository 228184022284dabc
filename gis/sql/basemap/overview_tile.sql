-- A Mapbox Vector Tile of a hromada's base map at low zooms, of what was merged and simplified for
-- them when the map was imported.
-- @hromada_id  bigint  1
-- @band        int     13
WITH tile AS MATERIALIZED (
    -- include basemap/_tile
),

thing AS MATERIALIZED (
    SELECT
        o.id, o.layer, o.kind,
        nullif(o.class, '') AS class,
        nullif(o.name_uk, '') AS name_uk,
        nullif(o.name_en, '') AS name_en,
        ST_AsMVTGeom(o.shape, tile.clip, 4096, 64) AS geom
    FROM tile
    JOIN basemap_overview AS o ON
        -- As the index has them: a smaller integer would be compared row by row.
        o.hromada_id = CAST(:hromada_id AS bigint) AND o.zoom = CAST(:band AS bigint)
        AND o.shape && tile.near
),

-- include basemap/_tile_layers
