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
    SELECT e.at, 'confirmed'
    FROM report_event AS e
    INNER JOIN report AS r ON r.hromada_id = e.hromada_id AND r.id = e.report_id
    WHERE
        e.hromada_id = :hromada_id AND e.action = 'confirm' AND e.at >= CAST(:since AS timestamptz)
        AND r.public AND r.status = 'confirmed'
) AS happened
GROUP BY 1
ORDER BY 1
