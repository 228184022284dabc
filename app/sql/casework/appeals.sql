-- The appeals that wait for a coordinator: what endangers life first, then by term and age.
-- @hromada_id  bigint  1
-- @most        int     200
SELECT r.number, c.name_uk, c.name_en, left(r.public_text, 160) AS text, r.address,
       coalesce(b.name_uk, '') AS body_uk, coalesce(b.name_en, '') AS body_en,
       coalesce(appeal.details ->> 'words', '') AS words, appeal.at AS appealed_at,
       r.appeal_due_at AS due_at,
       category_endangers(c.emergency, c.hazard, c.hotline) AS endangers
FROM report AS r
JOIN category AS c ON c.id = r.category_id
LEFT JOIN body AS b ON b.id = r.body_id
JOIN report_event AS appeal ON appeal.report_id = r.id AND appeal.action = 'appeal'
WHERE r.hromada_id = :hromada_id AND r.status = 'appealed' AND r.hidden_at IS NULL
ORDER BY endangers DESC, r.appeal_due_at NULLS LAST, r.id
LIMIT :most
