-- The number of reports that would move from one district to another if these were the districts;
-- only pairs that differ. As in placement.sql, the first district in order wins.
-- @hromada_id  bigint    1
-- @shape       text      "0103000020E610000001000000040000000000000000004140CDCCCCCCCCCC4740CDCCCCCCCC0C4140CDCCCCCCCCCC4740CDCCCCCCCC0C41409A99999999D947400000000000004140CDCCCCCCCCCC4740"
-- @places      bigint[]  [1]
-- @shapes      text[]    ["0103000020E610000001000000040000000000000000004140CDCCCCCCCCCC4740CDCCCCCCCC0C4140CDCCCCCCCCCC4740CDCCCCCCCC0C41409A99999999D947400000000000004140CDCCCCCCCCCC4740"]
WITH proposed AS MATERIALIZED (
    SELECT p.place, p.n, ST_GeomFromEWKB(decode(p.shape, 'hex')) AS shape
    FROM unnest(CAST(:places AS bigint[]), CAST(:shapes AS text[]))
        WITH ORDINALITY AS p (place, shape, n)
),

moved AS (
    SELECT
        r.district_id AS from_id,
        (
            SELECT p.place FROM proposed AS p
            WHERE ST_Covers(p.shape, r.point) ORDER BY p.n LIMIT 1
        ) AS to_place
    FROM report AS r
    WHERE r.hromada_id = :hromada_id
        AND ST_Covers(ST_GeomFromEWKB(decode(CAST(:shape AS text), 'hex')), r.point)
)

SELECT moved.from_id, moved.to_place, count(*) AS reports
FROM moved
WHERE moved.from_id IS DISTINCT FROM moved.to_place
GROUP BY moved.from_id, moved.to_place
ORDER BY reports DESC, moved.from_id, moved.to_place
LIMIT 1000
