-- The bodies of a hromada with the numbers of what belongs to each, active ones first.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
SELECT b.code, b.name_uk, b.name_en, b.email <> '' AS has_email, b.phone, b.active,
       (SELECT count(*) FROM area AS a
        WHERE a.body_id = b.id AND a.valid_from <= :now
          AND (a.valid_to IS NULL OR a.valid_to > :now)) AS areas,
       (SELECT count(*) FROM category AS c WHERE c.default_body_id = b.id) AS categories,
       (SELECT count(*) FROM role_grant AS g WHERE g.body_id = b.id) AS officers,
       (SELECT count(*) FROM report AS r
        WHERE r.hromada_id = b.hromada_id AND r.body_id = b.id AND r.hidden_at IS NULL
          AND report_is_with_body(r.status)) AS open_reports
FROM body AS b
WHERE b.hromada_id = :hromada_id
ORDER BY b.active DESC, b.name_uk COLLATE "uk-x-icu", b.id
LIMIT 500
