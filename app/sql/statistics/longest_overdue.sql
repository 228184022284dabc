-- The numbers of each body's public reports that are longest past their term, the longest first.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-01-01T00:00:00+02:00"
-- @most        int          20
SELECT late.body_id, late.number
FROM (
    SELECT
        r.body_id, r.number,
        row_number() OVER (
            PARTITION BY r.body_id
            ORDER BY answer_late_after(r.status, r.answer_due_at, r.planned_for), r.number
        ) AS place
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id AND r.public AND r.colour <> 'closed' AND r.body_id IS NOT NULL
        AND r.answered_at IS NULL
        AND answer_late_after(r.status, r.answer_due_at, r.planned_for) < CAST(:now AS timestamptz)
) AS late
WHERE late.place <= CAST(:most AS int)
ORDER BY late.body_id, late.place
