-- The terms of the moderators' queue that end between two moments, the earliest first. A term begins
-- with the report, or anew with the answer to a question or a second look.
-- @hromada_id  bigint       1
-- @earliest    timestamptz  "2026-06-01T12:00:00+03:00"
-- @latest      timestamptz  "2026-06-02T12:00:00+03:00"
-- @most        int          200
SELECT r.number, r.moderation_due_at, coalesce((
           SELECT max(e.at) FROM report_event AS e
           WHERE e.report_id = r.id AND e.action = ANY(ARRAY['supply', 'reconsider'])
       ), r.submitted_at) AS began_at,
       category_endangers(c.emergency, c.hazard, c.hotline) AS endangers
FROM report AS r JOIN category AS c ON c.id = r.category_id
WHERE r.hromada_id = :hromada_id AND r.status = 'submitted' AND r.hidden_at IS NULL
  AND r.moderation_due_at BETWEEN :earliest AND :latest
ORDER BY r.moderation_due_at, r.id
LIMIT :most
