-- Changes committed since the last merge; the log is short and read in full.
-- @hromada_id   bigint  1
-- @out_level    int     12
-- @first_month  int     24300
-- @end_month    int     24312
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN r.map_cell >> (2 * (24 - CAST(:out_level AS int))) ELSE 0 END AS cell,
    r.district_id, CAST(0 AS bigint) AS alone, r.colour, CAST(r.sign AS bigint) AS total,
    r.sign * CAST(r.map_x AS bigint) AS sum_x, r.sign * CAST(r.map_y AS bigint) AS sum_y,
    r.sign * r.report_id AS sum_id
FROM count_delta AS r
JOIN span AS s
    ON r.map_cell >> (2 * (24 - s.level)) >= s.low AND r.map_cell >> (2 * (24 - s.level)) < s.high
WHERE
    r.hromada_id = :hromada_id AND r.sign <> 0
    AND (CAST(:first_month AS int) IS NULL OR map_month(r.submitted_at) >= CAST(:first_month AS int))
    AND (CAST(:end_month AS int) IS NULL OR map_month(r.submitted_at) < CAST(:end_month AS int))
    AND
    -- include reports/_filter_of_any_time
