-- Notices not over yet as GeoJSON geometries for the map; lines are simplified to some metres.
-- @hromada_id  bigint       1
-- @at          timestamptz  "2026-06-01T12:00:00+03:00"
-- @soon        timestamptz  "2026-06-08T12:00:00+03:00"
SELECT
    n.id, n.title_uk, n.title_en, n.starts_at, n.ends_at,
    n.starts_at <= CAST(:at AS timestamptz) AS running,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(n.boundary, 0.00003), 5) AS geometry
FROM notice AS n
WHERE
    n.hromada_id = :hromada_id
    AND n.ended_at IS NULL
    AND n.starts_at <= CAST(:soon AS timestamptz)
    AND (n.ends_at IS NULL OR n.ends_at > CAST(:at AS timestamptz))
ORDER BY n.starts_at, n.id
LIMIT 200
