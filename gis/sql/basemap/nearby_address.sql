-- The address nearest to a point, within metres. The box lets the GiST index on point answer; the
-- distance is then measured in metres, for degrees are not square here.
-- @hromada_id  bigint  1
-- @lon         float8  34.08
-- @lat         float8  47.66
-- @radius_m    float8  80
WITH spot AS MATERIALIZED (
    SELECT
        CAST(s.point AS geography) AS place,
        ST_Expand(
            s.point,
            1.01 * :radius_m / (110574 * cos(radians(CAST(:lat AS float8)))),
            1.01 * :radius_m / 110574
        ) AS box
    FROM (
        SELECT ST_SetSRID(
            ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326) AS point
    ) AS s
)

SELECT
    a.street_uk, a.house, ST_X(a.point) AS lon, ST_Y(a.point) AS lat,
    ST_Distance(CAST(a.point AS geography), spot.place) AS distance_m
FROM spot
JOIN address AS a ON a.hromada_id = :hromada_id AND a.point && spot.box
WHERE ST_DWithin(CAST(a.point AS geography), spot.place, CAST(:radius_m AS float8))
ORDER BY distance_m, a.id
LIMIT 1
