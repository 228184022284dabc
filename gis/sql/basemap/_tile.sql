-- A tile: its square, and what lies around it, in metres of Web Mercator and in degrees.
-- @zoom  int  13
-- @x     int  4870
-- @y     int  2857
    SELECT
        clip,
        ST_Transform(ST_Expand(clip, (ST_XMax(clip) - ST_XMin(clip)) / 64), 4326) AS search,
        ST_Expand(clip, (ST_XMax(clip) - ST_XMin(clip)) / 64) AS near,
        (ST_XMax(clip) - ST_XMin(clip)) / 1024 AS half_pixel
    FROM ST_TileEnvelope(CAST(:zoom AS int), CAST(:x AS int), CAST(:y AS int)) AS clip
