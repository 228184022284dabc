-- Counts the public reports of a hromada with facets by cell and facet, after counts_clear.sql.
-- @hromada_id    bigint  1
-- @facet_levels  int[]   [0, 10]
WITH finest AS MATERIALIZED (
    SELECT
        map_cell >> (2 * (24 - deepest)) AS cell, deepest, coalesce(district_id, 0) AS district_id,
        category_id, coalesce(body_id, 0) AS body_id, status, colour, map_month(submitted_at) AS month,
        count(*) AS total, sum(map_x) AS sum_x, sum(map_y) AS sum_y, sum(id) AS sum_id
    FROM report
    CROSS JOIN (SELECT max(l) AS deepest FROM unnest(CAST(:facet_levels AS int[])) AS l) AS d
    WHERE hromada_id = :hromada_id AND public
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
)

INSERT INTO facet_count (
    hromada_id, facet, level, key, cell, district_id, colour, month, total, sum_x, sum_y, sum_id
)
SELECT
    :hromada_id, f.facet, l.level, f.key, t.cell >> (2 * (t.deepest - l.level)), t.district_id,
    t.colour, f.month, sum(t.total), sum(t.sum_x), sum(t.sum_y), sum(t.sum_id)
FROM finest AS t
CROSS JOIN LATERAL map_facets(t.category_id, t.body_id, t.status, t.month) AS f
JOIN unnest(CAST(:facet_levels AS int[])) AS l (level) ON l.level <= f.deepest
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY 2, 3, 4, 5, 6, 7, 8
