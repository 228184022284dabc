-- A condition on reports r: in the box (EPSG:4326); true without a box.
-- @west   float8  33.9
-- @south  float8  47.5
-- @east   float8  34.2
-- @north  float8  47.8
(
    CAST(:west AS float8) IS NULL
    OR r.point && ST_MakeEnvelope(
        CAST(:west AS float8), CAST(:south AS float8),
        CAST(:east AS float8), CAST(:north AS float8), 4326)
)
