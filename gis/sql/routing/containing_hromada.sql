-- The hromada that contains a point; where outlines overlap, one served here comes first.
-- @lon  float8  34.08
-- @lat  float8  47.66
SELECT h.id, h.slug, h.katottg, h.name_uk, h.name_en, h.oblast_uk, h.oblast_en, h.served
FROM hromada AS h
WHERE ST_Covers(
    h.boundary, ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326))
ORDER BY h.served DESC, ST_Area(h.boundary), h.id
LIMIT 1
