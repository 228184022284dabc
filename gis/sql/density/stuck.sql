-- Public reports of a period that are longest past their deadline, the longest first.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-01-01T00:00:00+02:00"
-- @row_limit   int          20
SELECT
    r.number,
    r.status,
    r.address,
    late.due_at,
    leaf.name_uk AS category_uk,
    leaf.name_en AS category_en,
    d.name_uk AS district_uk,
    d.name_en AS district_en,
    b.name_uk AS body_uk,
    b.name_en AS body_en
FROM report AS r
INNER JOIN category AS leaf ON leaf.hromada_id = r.hromada_id AND leaf.id = r.category_id
LEFT JOIN district AS d ON d.hromada_id = r.hromada_id AND d.id = r.district_id
LEFT JOIN body AS b ON b.hromada_id = r.hromada_id AND b.id = r.body_id
CROSS JOIN LATERAL (
    SELECT answer_late_after(r.status, r.answer_due_at, r.planned_for) AS due_at
) AS late
WHERE
    r.hromada_id = :hromada_id
    AND r.public
    AND r.colour <> 'closed'
    AND r.answered_at IS NULL
    AND late.due_at < CAST(:now AS timestamptz)
    AND
    -- include reports/_filter_but_words
ORDER BY late.due_at, r.number
LIMIT :row_limit
