-- Reports of the parts of a period before and after its whole months, by time.
-- @hromada_id   bigint         1
-- @out_level    int            12
-- @edge_starts  timestamptz[]  ["2026-01-10T00:00:00+02:00"]
-- @edge_ends    timestamptz[]  ["2026-02-01T00:00:00+02:00"]
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN r.map_cell >> (2 * (24 - CAST(:out_level AS int))) ELSE 0 END AS cell,
    coalesce(r.district_id, 0) AS district_id,
    CAST(0 AS bigint) AS alone,
    r.colour,
    count(*) AS total, sum(r.map_x) AS sum_x, sum(r.map_y) AS sum_y, sum(r.id) AS sum_id
FROM unnest(CAST(:edge_starts AS timestamptz[]), CAST(:edge_ends AS timestamptz[]))
    AS edge (starts, ends)
-- OFFSET 0: each part of the period is read by its index.
CROSS JOIN LATERAL (
    SELECT r.id, r.map_cell, r.map_x, r.map_y, r.district_id, r.colour
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id AND r.public
        AND r.submitted_at >= edge.starts AND r.submitted_at < edge.ends
        AND
        -- include reports/_filter_of_any_time
    OFFSET 0
) AS r
JOIN span AS s
    ON r.map_cell >> (2 * (24 - s.level)) >= s.low AND r.map_cell >> (2 * (24 - s.level)) < s.high
GROUP BY 1, 2, 3, 5
