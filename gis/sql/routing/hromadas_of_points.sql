-- The hromada that contains each of many points; for a point in none, the nearest within near_m
-- metres (outlines of the coast are generalised). Where outlines overlap, the preferred hromada
-- comes first, then the order of containing_hromada.sql. Degrees only let the GiST index on
-- boundary select candidates to measure: one is 65 km or more in Ukraine.
-- @lons       float8[]  [34.08, 30.5]
-- @lats       float8[]  [47.66, 50.4]
-- @preferred  bigint    1
-- @near_m     float8    2000
WITH spot AS MATERIALIZED (
    SELECT s.n, ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326) AS point
    FROM unnest(CAST(:lons AS float8[]), CAST(:lats AS float8[]))
        WITH ORDINALITY AS s (lon, lat, n)
)

SELECT
    coalesce(inside.id, nearby.id) AS hromada_id,
    coalesce(inside.name_uk, nearby.name_uk) AS name_uk,
    coalesce(inside.katottg, nearby.katottg) AS katottg,
    CASE WHEN inside.id IS NULL THEN nearby.away_m ELSE 0 END AS away_m
FROM spot
LEFT JOIN LATERAL (
    SELECT h.id, h.name_uk, h.katottg FROM hromada AS h
    WHERE ST_Covers(h.boundary, spot.point)
    ORDER BY h.id = CAST(:preferred AS bigint) DESC NULLS LAST,
        h.served DESC, ST_Area(h.boundary), h.id
    LIMIT 1
) AS inside ON true
LEFT JOIN LATERAL (
    SELECT
        h.id, h.name_uk, h.katottg,
        ST_Distance(CAST(h.boundary AS geography), CAST(spot.point AS geography)) AS away_m
    FROM hromada AS h
    WHERE inside.id IS NULL AND ST_DWithin(h.boundary, spot.point, :near_m / 65000.0)
    ORDER BY away_m, h.id
    LIMIT 1
) AS nearby ON nearby.away_m <= :near_m
ORDER BY spot.n
