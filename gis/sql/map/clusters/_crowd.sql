-- The rows of the sources, summed: each district's reports in a cell (or single reports, at high
-- zooms), and whole districts.
-- @zoom            int  13
-- @districts_upto  int  12
crowd AS MATERIALIZED (
    SELECT
        whole, district_id, total, open, progress, closed, lone_id,
        CAST(sum_x / total AS float8) AS mean_x, CAST(sum_y / total AS float8) AS mean_y
    FROM (
        SELECT
            whole, district_id, sum(total) AS total,
            coalesce(sum(total) FILTER (WHERE colour = 'open'), 0) AS open,
            coalesce(sum(total) FILTER (WHERE colour = 'progress'), 0) AS progress,
            coalesce(sum(total) FILTER (WHERE colour = 'closed'), 0) AS closed,
            sum(sum_x) AS sum_x, sum(sum_y) AS sum_y,
            CASE WHEN sum(total) = 1 THEN CAST(sum(sum_id) AS bigint) END AS lone_id
        FROM counted
        WHERE
            whole
            OR CAST(:zoom AS int) > CAST(:districts_upto AS int)
            OR district_id NOT IN (SELECT id FROM part)
        GROUP BY whole, cell, district_id, alone
        HAVING sum(total) > 0
    ) AS summed
),
