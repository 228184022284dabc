-- The base map of a part of a hromada in pixels of an SVG picture, of the features themselves: one
-- row for each layer and kind of surfaces and lines (path data), one for each name (its point).
--
-- The frame is in EPSG:3857; pixels count from its north-west corner, y downwards.
-- The envelope is transformed, not the column: the index on shape is in 4326.
-- @hromada_id  bigint  1
-- @scale       float8  0.08
WITH frame AS MATERIALIZED (
    -- include basemap/_frame
),

scale AS MATERIALIZED (
    -- include basemap/_scale
),

found AS MATERIALIZED (
    SELECT
        f.layer, f.kind, f.class, f.name_uk, f.name_en,
        ST_Simplify(ST_Transform(f.shape, 3857), 0.4 / CAST(:scale AS float8), true) AS shape
    FROM frame
    JOIN basemap_feature AS f ON f.shape && frame.search AND f.hromada_id = :hromada_id
    -- include basemap/_drawn_at_zoom
),

-- include basemap/_picture_rows
