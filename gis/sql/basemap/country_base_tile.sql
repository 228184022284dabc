-- A map tile of the country's base map: one layer with the territories of all known hromadas,
-- simplified to half a pixel of a 512 px tile; demo hromadas only if they are served.
-- The envelope is transformed, not the column: the index on boundary is in 4326.
-- @zoom  int  6
-- @x     int  38
-- @y     int  22
WITH tile AS MATERIALIZED (
    SELECT
        clip,
        ST_Transform(ST_Expand(clip, (ST_XMax(clip) - ST_XMin(clip)) / 64), 4326) AS search,
        360 / power(2, CAST(:zoom AS int)) / 1024 AS half_pixel_degrees
    FROM ST_TileEnvelope(CAST(:zoom AS int), CAST(:x AS int), CAST(:y AS int)) AS clip
),

land AS MATERIALIZED (
    SELECT
        h.slug, h.name_uk, h.name_en, h.served,
        ST_AsMVTGeom(
            -- Simplified first: of a country's million vertices, few are left to transform.
            ST_Transform(ST_Simplify(h.boundary, tile.half_pixel_degrees, true), 3857),
            tile.clip, 4096, 64
        ) AS geom
    FROM hromada AS h
    JOIN tile ON h.boundary && tile.search
    WHERE h.served OR NOT h.demo
    ORDER BY h.id
)

SELECT coalesce(ST_AsMVT(land, 'land', 4096, 'geom'), '') AS mvt FROM land WHERE geom IS NOT NULL
