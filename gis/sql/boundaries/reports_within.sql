-- The number of reports of some categories in each of many polygons, and how many of them are open.
-- The edge of a gap belongs to the areas around it (ST_Contains), that of an overlap to the overlap
-- (ST_Covers). Both go through the GiST index on (category_id, point).
-- @hromada_id    bigint    1
-- @shapes        text[]    ["0103000020E610000001000000040000000000000000004140CDCCCCCCCCCC4740CDCCCCCCCC0C4140CDCCCCCCCCCC4740CDCCCCCCCC0C41409A99999999D947400000000000004140CDCCCCCCCCCC4740"]
-- @gaps          boolean[] [true]
-- @sets          int[]     [1]
-- @category_sets int[]     [1]
-- @category_ids  bigint[]  [1]
WITH part AS MATERIALIZED (
    SELECT p.n, p.gap, p.set, ST_GeomFromEWKB(decode(p.shape, 'hex')) AS shape
    FROM unnest(
        CAST(:shapes AS text[]), CAST(:gaps AS boolean[]), CAST(:sets AS int[])
    ) WITH ORDINALITY AS p (shape, gap, set, n)
),

member AS MATERIALIZED (
    SELECT m.set, m.category_id
    FROM unnest(CAST(:category_sets AS int[]), CAST(:category_ids AS bigint[]))
        AS m (set, category_id)
)

SELECT
    part.n,
    count(r.id) AS reports,
    count(r.id) FILTER (WHERE r.colour <> 'closed') AS open_reports
FROM part
JOIN member ON member.set = part.set
LEFT JOIN report AS r ON
    r.hromada_id = :hromada_id
    AND r.category_id = member.category_id
    AND r.point && part.shape
    AND CASE WHEN part.gap THEN ST_Contains(part.shape, r.point)
        ELSE ST_Covers(part.shape, r.point) END
GROUP BY part.n
ORDER BY part.n
