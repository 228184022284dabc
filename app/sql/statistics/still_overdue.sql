-- Which of these public reports are still past their term, the longest first.
-- @hromada_id  bigint       1
-- @body_id     bigint       1
-- @numbers     bigint[]     [1]
-- @now         timestamptz  "2026-01-01T00:00:00+02:00"
SELECT r.number, r.address, c.name_uk AS category_uk, c.name_en AS category_en, late.due_at
FROM report AS r
INNER JOIN category AS c ON c.hromada_id = r.hromada_id AND c.id = r.category_id
CROSS JOIN LATERAL (
    SELECT answer_late_after(r.status, r.answer_due_at, r.planned_for) AS due_at
) AS late
WHERE
    r.hromada_id = :hromada_id AND r.body_id = :body_id AND r.number = ANY(CAST(:numbers AS bigint[]))
    AND r.public AND r.colour <> 'closed' AND r.answered_at IS NULL
    AND late.due_at < CAST(:now AS timestamptz)
ORDER BY late.due_at, r.number
