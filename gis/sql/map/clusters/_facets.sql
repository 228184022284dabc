-- Counts by cell and facet, of a hromada with facets; whole months only.
-- @hromada_id  bigint  1
-- @out_level   int     12
-- @facet       int     2
SELECT
    false AS whole, r.cell >> (2 * (s.level - CAST(:out_level AS int))) AS cell,
    r.district_id, CAST(0 AS bigint) AS alone, r.colour,
    CAST(r.total AS bigint) AS total, r.sum_x, r.sum_y, r.sum_id
FROM span AS s
CROSS JOIN facet_key
JOIN facet_count AS r
    ON r.hromada_id = :hromada_id AND r.facet = CAST(:facet AS int) AND r.level = s.level
    AND r.key = facet_key.id AND r.cell >= s.low AND r.cell < s.high
WHERE
    s.level > 0
    AND
    -- include map/clusters/_facet_filter
