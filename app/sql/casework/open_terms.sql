-- The current terms that end between two moments, the earliest first.
-- A report with a body has a term of acceptance and one of the answer; a planned one has its day,
-- or the answer's term if that is later. A question to the resident and an appeal have theirs.
-- Each status is asked for by itself: so the index of the queues finds it.
-- @hromada_id    bigint       1
-- @earliest      timestamptz  "2026-06-01T12:00:00+03:00"
-- @latest        timestamptz  "2026-06-01T12:00:00+03:00"
-- @latest_reply  timestamptz  "2026-06-03T12:00:00+03:00"
-- @most          int          200
WITH term AS (
    SELECT r.id, r.number, r.hidden_at, t.clock, t.due_at, t.began_at
    FROM report AS r
    CROSS JOIN LATERAL (
        VALUES ('acceptance', r.accept_due_at, r.routed_at, r.status = 'routed'),
               ('answer', r.answer_due_at, coalesce(r.published_at, r.submitted_at),
                report_is_awaiting_answer(r.status)),
               ('plan', answer_late_after(r.status, r.answer_due_at, r.planned_for),
                CASE WHEN r.status = 'planned' THEN (
                    SELECT max(e.at) FROM report_event AS e
                    WHERE e.report_id = r.id AND e.action = 'plan') END,
                r.status = 'planned')
    ) AS t (clock, due_at, began_at, runs)
    WHERE r.hromada_id = :hromada_id AND report_is_with_body(r.status)
        AND t.runs AND t.due_at BETWEEN :earliest AND :latest
    UNION ALL
    SELECT r.id, r.number, r.hidden_at, 'reply', r.reply_due_at, r.submitted_at
    FROM report AS r
    WHERE r.hromada_id = :hromada_id AND r.status = 'needs_info'
        AND r.reply_due_at BETWEEN :earliest AND :latest_reply
    UNION ALL
    SELECT r.id, r.number, r.hidden_at, 'appeal', r.appeal_due_at, (
        SELECT max(e.at) FROM report_event AS e WHERE e.report_id = r.id AND e.action = 'appeal')
    FROM report AS r
    WHERE r.hromada_id = :hromada_id AND r.status = 'appealed'
        AND r.appeal_due_at BETWEEN :earliest AND :latest
)
SELECT number, clock, due_at, began_at
FROM term
WHERE hidden_at IS NULL AND began_at IS NOT NULL
ORDER BY due_at, id
LIMIT :most
