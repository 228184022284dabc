-- The first reports of the moderators' queue, in its order.
-- @hromada_id  bigint  1
-- @most        int     10
SELECT r.number, c.name_uk, c.name_en, r.address, r.moderation_due_at AS due_at,
       category_endangers(c.emergency, c.hazard, c.hotline) AS endangers
FROM report AS r JOIN category AS c ON c.id = r.category_id
WHERE r.hromada_id = :hromada_id AND r.status = 'submitted' AND r.hidden_at IS NULL
ORDER BY endangers DESC, r.moderation_due_at NULLS LAST, r.submitted_at, r.id
LIMIT :most
