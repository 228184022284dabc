-- Differences between a hromada's counts, with unmerged deltas, and its reports counted now.
-- @hromada_id    bigint  1
-- @cell_levels   int[]   [0, 9, 10]
-- @facet_levels  int[]   [0, 10]
WITH live AS MATERIALIZED (
    SELECT
        map_cell, coalesce(district_id, 0) AS district_id, category_id,
        coalesce(body_id, 0) AS body_id, status, colour, map_month(submitted_at) AS month,
        1 AS total, map_x, map_y, id
    FROM report
    WHERE hromada_id = :hromada_id AND public
    UNION ALL
    -- Unmerged deltas will be added to the counts: subtracted from the other side.
    SELECT
        map_cell, district_id, category_id, body_id, status, colour, map_month(submitted_at),
        -sign, map_x, map_y, report_id
    FROM count_delta
    WHERE hromada_id = :hromada_id AND sign <> 0
),

is_counted AS (
    SELECT level, cell, district_id, colour, total, sum_x, sum_y, sum_id
    FROM cell_count WHERE hromada_id = :hromada_id
    UNION ALL
    SELECT
        l.level, map_cell >> (2 * (24 - l.level)), district_id, colour,
        -total, -total * CAST(map_x AS bigint), -total * CAST(map_y AS bigint), -total * id
    FROM live CROSS JOIN unnest(CAST(:cell_levels AS int[])) AS l (level)
),

is_faceted AS (
    SELECT facet, level, key, cell, district_id, colour, month, total, sum_x, sum_y, sum_id
    FROM facet_count WHERE hromada_id = :hromada_id
    UNION ALL
    SELECT
        f.facet, l.level, f.key, map_cell >> (2 * (24 - l.level)), district_id, colour, f.month,
        -total, -total * CAST(map_x AS bigint), -total * CAST(map_y AS bigint), -total * id
    FROM live
    CROSS JOIN LATERAL map_facets(category_id, body_id, status, live.month) AS f
    JOIN unnest(CAST(:facet_levels AS int[])) AS l (level) ON l.level <= f.deepest
    WHERE EXISTS (SELECT FROM hromada_count AS h WHERE h.hromada_id = :hromada_id AND h.faceted)
),

is_summed AS (
    SELECT colour, total FROM hromada_count AS h
    CROSS JOIN LATERAL (
        VALUES ('open', h.open), ('progress', h.progress), ('closed', h.closed)
    ) AS n (colour, total)
    WHERE h.hromada_id = :hromada_id
    UNION ALL
    SELECT colour, -total FROM live
)

SELECT 'cells' AS what, level, cell, sum(total) AS too_many
FROM is_counted
GROUP BY level, cell, district_id, colour
HAVING (sum(total), sum(sum_x), sum(sum_y), sum(sum_id)) IS DISTINCT FROM (0, 0, 0, 0)
UNION ALL
SELECT 'facets', level, cell, sum(total)
FROM is_faceted
GROUP BY facet, level, key, cell, district_id, colour, month
HAVING (sum(total), sum(sum_x), sum(sum_y), sum(sum_id)) IS DISTINCT FROM (0, 0, 0, 0)
UNION ALL
SELECT 'sums', 0, 0, sum(total) FROM is_summed GROUP BY colour HAVING sum(total) <> 0
ORDER BY what, level, cell
LIMIT 100
