-- Named places and buildings of the basemap within the hromada whose names contain the words by
-- sound: the shortest names first, one of those that lie within 200 m of each other.
-- @hromada_id  bigint  1
-- @words       text    "лікарня"
-- @most        int     4
WITH named AS (
    SELECT f.id, f.name_uk, ST_PointOnSurface(f.shape) AS point
    FROM basemap_feature AS f
    WHERE f.hromada_id = :hromada_id AND f.name_uk <> ''
      AND f.layer = ANY (ARRAY['building', 'place'])
      AND position(street_sound(:words) IN street_sound(f.name_uk)) > 0
), inside AS (
    SELECT n.*,
        ST_ClusterDBSCAN(ST_Transform(n.point, 3857), 300, 1) OVER (PARTITION BY n.name_uk) AS heap
    FROM named AS n
    JOIN hromada AS h ON h.id = :hromada_id AND ST_Covers(h.boundary, n.point)
)
SELECT p.name_uk, ST_X(p.point) AS lon, ST_Y(p.point) AS lat,
       coalesce(d.name_uk, '') AS district_uk, coalesce(d.name_en, '') AS district_en
FROM (
    SELECT DISTINCT ON (name_uk, heap) * FROM inside ORDER BY name_uk, heap, id
) AS p
LEFT JOIN LATERAL (
    SELECT name_uk, name_en FROM district
    WHERE hromada_id = :hromada_id AND valid_to IS NULL AND ST_Covers(boundary, p.point)
    ORDER BY id LIMIT 1
) AS d ON true
ORDER BY length(p.name_uk), p.name_uk COLLATE "uk-x-icu", p.id
LIMIT :most
