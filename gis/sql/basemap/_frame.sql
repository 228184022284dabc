-- The frame of a picture, in metres of Web Mercator and in degrees.
-- @west        float8  3790000
-- @south       float8  6045000
-- @east        float8  3800000
-- @north       float8  6052000
-- @scale       float8  0.08
    SELECT
        box,
        ST_Transform(box, 4326) AS search,
        ST_Expand(box, 20 / CAST(:scale AS float8)) AS clip
    FROM ST_MakeEnvelope(
        CAST(:west AS float8), CAST(:south AS float8),
        CAST(:east AS float8), CAST(:north AS float8), 3857) AS box
