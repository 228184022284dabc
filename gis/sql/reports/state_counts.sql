-- How many public reports match a filter, by status, within the box if it is given. Where more than
-- :crowded_from lie in and around it, which would take too long to read, there is one row without
-- a status.
-- The box is in 4326; reports in and around it lie in :spans_from and :spans_to, as in
-- listed_reports.sql; without a box, all of them.
-- @hromada_id  bigint       1
-- @west        float8       33.9
-- @level       int          14
-- @lows        bigint[]     [9000]
-- @highs       bigint[]     [9001]
-- @spans_from  bigint[]     [9437184000]
-- @spans_to    bigint[]     [9438232576]
-- @crowded_from int         60000
WITH around AS MATERIALIZED (
    SELECT
        CASE
            WHEN CAST(:west AS float8) IS NULL THEN (
                SELECT h.open + h.progress + h.closed
                FROM hromada_count AS h WHERE h.hromada_id = :hromada_id
            )
            ELSE (
                SELECT sum(c.total)
                FROM unnest(CAST(:lows AS bigint[]), CAST(:highs AS bigint[])) AS s (low, high)
                JOIN cell_count AS c
                    ON c.hromada_id = :hromada_id AND c.level = CAST(:level AS int)
                    AND c.cell >= s.low AND c.cell < s.high
            )
        END AS total
)

SELECT CAST(NULL AS text) AS status, around.total
FROM around
WHERE around.total > CAST(:crowded_from AS bigint)
UNION ALL
SELECT one.status, count(*)
FROM unnest(CAST(:spans_from AS bigint[]), CAST(:spans_to AS bigint[])) AS s (low, high)
CROSS JOIN LATERAL (
    SELECT r.status
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id AND r.public
        AND r.colour = ANY(ARRAY['open', 'progress', 'closed'])
        AND r.map_cell >= s.low AND r.map_cell < s.high
        AND
        -- include reports/_box
        AND
        -- include reports/_filter
) AS one
WHERE (SELECT coalesce(around.total, 0) <= CAST(:crowded_from AS bigint) FROM around)
GROUP BY one.status
