-- The same for each whole district whose label is here.
-- @hromada_id  bigint  1
-- @facet       int     2
SELECT
    true AS whole, CAST(0 AS bigint) AS cell, r.district_id, CAST(0 AS bigint) AS alone, r.colour,
    CAST(r.total AS bigint) AS total, CAST(0 AS bigint) AS sum_x, CAST(0 AS bigint) AS sum_y,
    CAST(0 AS bigint) AS sum_id
FROM part
CROSS JOIN facet_key
JOIN facet_count AS r
    ON r.hromada_id = :hromada_id AND r.facet = CAST(:facet AS int) AND r.level = 0
    AND r.key = facet_key.id AND r.cell = 0 AND r.district_id = part.id
WHERE
    part.here
    AND
    -- include map/clusters/_facet_filter
