-- The base map of a part of a hromada in pixels of an SVG picture, of the features themselves: one
-- row for each layer and kind of surfaces and lines (path data), one for each name (its point).
--
-- The frame is in EPSG:3857; pixels count from its north-west corner, y downwards.
-- The envelope is transformed, not the column: the index on shape is in 4326.
-- @hromada_id  bigint  1
-- @zoom        int     15
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
    LEFT JOIN scale AS fine ON
        f.class <> '' AND fine.layer = f.layer AND fine.kind = f.kind AND fine.class = f.class
    LEFT JOIN scale AS own ON
        f.kind <> '' AND own.layer = f.layer AND own.kind = f.kind AND own.class = ''
    LEFT JOIN scale AS usual ON usual.layer = f.layer AND usual.kind = '' AND usual.class = ''
    WHERE CAST(:zoom AS int)
        >= coalesce(nullif(f.min_zoom, 0), fine.from_zoom, own.from_zoom, usual.from_zoom, 0)
),

-- include basemap/_picture_rows
