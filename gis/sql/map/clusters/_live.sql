-- Reports counted now, by place: without a text search, report_map_idx alone is read.
-- @hromada_id      bigint   1
-- @within_colours  text[]   ["open"]
-- @out_level       int      16
-- @pins            boolean  true
-- @left_x          int      9900000
-- @right_x         int      9990000
-- @top_y           int      5900000
-- @low_y           int      5990000
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN r.map_cell >> (2 * (24 - CAST(:out_level AS int))) ELSE 0 END AS cell,
    coalesce(r.district_id, 0) AS district_id,
    CASE WHEN s.level > 0 AND CAST(:pins AS boolean) THEN r.id ELSE 0 END AS alone,
    r.colour,
    count(*) AS total, sum(r.map_x) AS sum_x, sum(r.map_y) AS sum_y, sum(r.id) AS sum_id
FROM live_span AS s
-- OFFSET 0: each range is read by the index, whatever the planner estimates without knowing it.
CROSS JOIN LATERAL (
    SELECT r.id, r.map_cell, r.map_x, r.map_y, r.district_id, r.colour
    FROM (
        SELECT
            id, number, map_cell, map_x, map_y, colour, district_id, category_id, submitted_at,
            public_text, address,
            -- Not the bare columns: the index by place reads the fewest rows, not the staff's.
            status COLLATE "C" AS status, body_id + 0 AS body_id
        FROM report
        WHERE hromada_id = :hromada_id AND public
    ) AS r
    WHERE
        r.colour = ANY(CAST(:within_colours AS text[]))
        AND r.map_cell >= s.low AND r.map_cell < s.high
        AND (CAST(:left_x AS int) IS NULL OR r.map_x BETWEEN :left_x AND :right_x)
        AND (CAST(:top_y AS int) IS NULL OR r.map_y BETWEEN :top_y AND :low_y)
        AND
        -- include $filter
    OFFSET 0
) AS r
GROUP BY 1, 2, 3, 4, 5
