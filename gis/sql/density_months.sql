-- Public reports received and solved in each month of Kyiv's calendar, empty months included.
-- @hromada_id  bigint  1
-- @first       date    "2025-01-01"
-- @last        date    "2025-12-01"
-- @category    text    "roads"
-- @body        text    "kp-misto"
WITH month AS (
    SELECT
        CAST(starts AS date) AS starts,
        starts AT TIME ZONE 'Europe/Kyiv' AS since,
        (starts + INTERVAL '1 month') AT TIME ZONE 'Europe/Kyiv' AS until
    FROM generate_series(
        CAST(CAST(:first AS date) AS timestamp),
        CAST(CAST(:last AS date) AS timestamp),
        INTERVAL '1 month'
    ) AS starts
),

chosen AS (
    SELECT
        r.submitted_at,
        CASE WHEN r.status IN ('solved', 'confirmed') THEN r.answered_at END AS solved_at
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id
        AND r.public
        AND (
            CAST(:category AS text) IS NULL
            OR r.category_id IN (
                SELECT leaf.id
                FROM category AS leaf
                LEFT JOIN category AS parent ON parent.id = leaf.parent_id
                WHERE leaf.hromada_id = :hromada_id
                  AND CAST(:category AS text) IN (leaf.code, parent.code)
            )
        )
        AND (
            CAST(:body AS text) IS NULL
            OR r.body_id = (
                SELECT b.id FROM body AS b
                WHERE b.hromada_id = :hromada_id AND b.code = CAST(:body AS text)
            )
        )
),

-- Counted by the month's own bounds, once a column: a join on either time would multiply rows.
received AS (
    SELECT m.starts, count(*) AS number
    FROM month AS m INNER JOIN chosen AS c ON c.submitted_at >= m.since AND c.submitted_at < m.until
    GROUP BY m.starts
),

solved AS (
    SELECT m.starts, count(*) AS number
    FROM month AS m INNER JOIN chosen AS c ON c.solved_at >= m.since AND c.solved_at < m.until
    GROUP BY m.starts
)

SELECT
    m.starts,
    coalesce(received.number, 0) AS received,
    coalesce(solved.number, 0) AS solved
FROM month AS m
LEFT JOIN received ON received.starts = m.starts
LEFT JOIN solved ON solved.starts = m.starts
ORDER BY m.starts
