-- The bodies of a hromada with what belongs to each, those that take reports first. ``topics``: the
-- groups of the categories that its areas name or that it answers by default.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
SELECT b.id, b.code, b.name_uk, b.name_en, b.kind, b.email, b.phone, b.head_email, b.active,
       b.decision, coalesce(t.uk, '') AS topics_uk, coalesce(t.en, '') AS topics_en,
       ARRAY(SELECT coalesce(nullif(a.name, ''), a.email) FROM role_grant AS g
             JOIN account AS a ON a.id = g.account_id
             WHERE g.hromada_id = b.hromada_id AND g.body_id = b.id AND g.role = 'officer'
             ORDER BY g.id LIMIT 5) AS officers,
       (SELECT count(*) FROM area AS a
        WHERE a.body_id = b.id AND a.valid_from <= :now
          AND (a.valid_to IS NULL OR a.valid_to > :now)) AS areas,
       (SELECT count(*) FROM category AS c WHERE c.default_body_id = b.id) AS categories,
       (SELECT count(*) FROM report AS r
        WHERE r.hromada_id = b.hromada_id AND r.body_id = b.id AND r.hidden_at IS NULL
          AND report_is_with_body(r.status)) AS unresolved
FROM body AS b
LEFT JOIN LATERAL (
    SELECT string_agg(n.name_uk, ', ' ORDER BY n.position, n.id) AS uk,
           string_agg(n.name_en, ', ' ORDER BY n.position, n.id) AS en
    FROM (
        SELECT DISTINCT g.id, g.name_uk, g.name_en, g.position
        FROM category AS c JOIN category AS g ON g.id = coalesce(c.parent_id, c.id)
        WHERE c.default_body_id = b.id OR c.id IN (
            SELECT ac.category_id FROM area_category AS ac JOIN area AS a ON a.id = ac.area_id
            WHERE a.body_id = b.id AND a.valid_from <= :now
              AND (a.valid_to IS NULL OR a.valid_to > :now))
        ORDER BY g.position, g.id LIMIT 3
    ) AS n
) AS t ON true
WHERE b.hromada_id = :hromada_id
ORDER BY b.active DESC, b.name_uk COLLATE "uk-x-icu", b.id
LIMIT 500
