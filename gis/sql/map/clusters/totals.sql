-- The number of reports that match a filter, by colour: the sum of the sources.
-- @hromada_id  bigint  1
WITH part AS MATERIALIZED (
    -- 0: in no district.
    SELECT d.id, true AS here FROM district AS d WHERE d.hromada_id = :hromada_id
    UNION ALL
    SELECT 0, true
),

-- include map/clusters/_sources

summed AS (
    SELECT
        CAST(coalesce(sum(total), 0) AS bigint) AS total,
        CAST(coalesce(sum(total) FILTER (WHERE colour = 'open'), 0) AS bigint) AS open,
        CAST(coalesce(sum(total) FILTER (WHERE colour = 'progress'), 0) AS bigint) AS progress,
        CAST(coalesce(sum(total) FILTER (WHERE colour = 'closed'), 0) AS bigint) AS closed
    FROM counted
)

SELECT total, open, progress, closed FROM summed
