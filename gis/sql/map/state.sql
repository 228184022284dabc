-- The version of a hromada's map, and whether its facets are counted. Every committed change adds
-- one; merging moves ones from the log to the sum.
-- The map's queries that follow read by index whatever the values: planning each again took 2 ms of
-- a tile's 3.
-- @hromada_id  bigint  1
SELECT
    coalesce(h.changes, 0)
    + (SELECT count(*) FROM count_delta AS d WHERE d.hromada_id = :hromada_id) AS changes,
    coalesce(h.faceted, false) AS faceted,
    set_config('plan_cache_mode', 'force_generic_plan', true) AS planning
FROM (SELECT) AS always
LEFT JOIN hromada_count AS h ON h.hromada_id = :hromada_id
