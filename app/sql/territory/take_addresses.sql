-- Upserts addresses, one row a point; counts the new and the moved.
-- The same street and house at another point has moved, if it is the only one.
-- @hromada_id  bigint    1
-- @streets     text[]    ["вулиця Поштова"]
-- @houses      text[]    ["5"]
-- @lons        float8[]  [34.05]
-- @lats        float8[]  [47.65]
WITH given AS (
    SELECT DISTINCT street, house, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS point
    FROM unnest(CAST(:streets AS text[]), CAST(:houses AS text[]), CAST(:lons AS float8[]),
        CAST(:lats AS float8[])) AS g (street, house, lon, lat)
), fresh AS (
    SELECT g.*, count(*) OVER (PARTITION BY g.street, g.house) AS twins
    FROM given AS g
    WHERE NOT EXISTS (SELECT FROM address AS a WHERE a.hromada_id = :hromada_id
        AND a.street_uk = g.street AND a.house = g.house AND a.point = g.point)
), known AS (
    SELECT f.street, f.house, min(a.id) AS id
    FROM fresh AS f JOIN address AS a ON
        a.hromada_id = :hromada_id AND a.street_uk = f.street AND a.house = f.house
    WHERE f.twins = 1 GROUP BY f.street, f.house HAVING count(*) = 1
), moved AS (
    UPDATE address AS a SET point = f.point
    FROM known AS k JOIN fresh AS f USING (street, house)
    WHERE a.hromada_id = :hromada_id AND a.id = k.id
        -- The file may have both points.
        AND NOT EXISTS (SELECT FROM given AS g
            WHERE g.street = a.street_uk AND g.house = a.house AND g.point = a.point)
    RETURNING a.street_uk, a.house
), new AS (
    INSERT INTO address (hromada_id, street_uk, house, point)
    SELECT :hromada_id, f.street, f.house, f.point FROM fresh AS f
    WHERE NOT EXISTS (SELECT FROM moved AS m WHERE m.street_uk = f.street AND m.house = f.house)
    ORDER BY f.street, f.house RETURNING id
)
SELECT (SELECT count(*) FROM new) AS new, (SELECT count(*) FROM moved) AS changed
