-- How many reports were received in each month (Europe/Kyiv), and how many a resident confirmed.
-- @hromada_id  bigint       1
-- @since       timestamptz  "2025-01-01T00:00:00+02:00"
SELECT
    CAST(date_trunc('month', happened.at AT TIME ZONE 'Europe/Kyiv') AS date) AS starts,
    count(*) FILTER (WHERE happened.what = 'received') AS received,
    count(*) FILTER (WHERE happened.what = 'confirmed') AS confirmed
FROM (
    SELECT r.submitted_at AS at, 'received' AS what
    FROM report AS r
    WHERE r.hromada_id = :hromada_id AND r.public AND r.submitted_at >= CAST(:since AS timestamptz)
    UNION ALL
    -- It was closed when the resident said so.
    SELECT r.closed_at, 'confirmed'
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id AND r.public AND r.status = 'confirmed'
        AND r.closed_at >= CAST(:since AS timestamptz)
) AS happened
GROUP BY 1
ORDER BY 1
