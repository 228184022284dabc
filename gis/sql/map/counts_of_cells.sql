-- Counts a hromada's public reports by cell, after counts_clear.sql.
-- @hromada_id   bigint  1
-- @cell_levels  int[]   [0, 9, 10]
WITH finest AS MATERIALIZED (
    SELECT
        map_cell >> (2 * (24 - f.level)) AS cell, f.level, coalesce(district_id, 0) AS district_id,
        colour, count(*) AS total, sum(map_x) AS sum_x, sum(map_y) AS sum_y, sum(id) AS sum_id
    FROM report
    CROSS JOIN (SELECT max(level) AS level FROM unnest(CAST(:cell_levels AS int[])) AS l (level)) AS f
    WHERE hromada_id = :hromada_id AND public
    GROUP BY 1, 2, 3, 4
),

cells AS (
    INSERT INTO cell_count (
        hromada_id, level, cell, district_id, colour, total, sum_x, sum_y, sum_id
    )
    SELECT
        :hromada_id, l.level, f.cell >> (2 * (f.level - l.level)), f.district_id, f.colour,
        sum(f.total), sum(f.sum_x), sum(f.sum_y), sum(f.sum_id)
    FROM finest AS f
    CROSS JOIN unnest(CAST(:cell_levels AS int[])) AS l (level)
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY 2, 3, 4, 5
)

UPDATE hromada_count SET open = n.open, progress = n.progress, closed = n.closed
FROM (
    SELECT
        coalesce(sum(total) FILTER (WHERE colour = 'open'), 0) AS open,
        coalesce(sum(total) FILTER (WHERE colour = 'progress'), 0) AS progress,
        coalesce(sum(total) FILTER (WHERE colour = 'closed'), 0) AS closed
    FROM finest
) AS n
WHERE hromada_id = :hromada_id
