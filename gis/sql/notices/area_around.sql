-- The area within metres of points, as one multipolygon in WKB; metres are on the ellipsoid.
-- @lons      float8[]  [34.08, 34.09]
-- @lats      float8[]  [47.66, 47.67]
-- @radius_m  float8    100
SELECT ST_AsBinary(ST_Multi(ST_Union(CAST(ST_Buffer(
    CAST(ST_SetSRID(ST_MakePoint(spot.lon, spot.lat), 4326) AS geography),
    CAST(:radius_m AS float8), 'quad_segs=12') AS geometry)))) AS area
FROM unnest(CAST(:lons AS float8[]), CAST(:lats AS float8[])) AS spot (lon, lat)
