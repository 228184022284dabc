-- What the checklist of an opening hromada counts, in one row.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
-- @terms       varchar[]    ["moderation_working_days"]
WITH term AS (
    SELECT DISTINCT ON (s.name) s.name, s.decision, s.valid_from
    FROM hromada_setting AS s
    WHERE s.hromada_id = :hromada_id AND s.name = ANY (CAST(:terms AS varchar[]))
    -- What has been decided for a coming day counts: the page of terms says from when.
    ORDER BY s.name, s.valid_from DESC
), letter AS (
    SELECT max(l.created_at) AS sent_at, max(l.arrived_at) AS arrived_at
    FROM trial_letter AS l WHERE l.hromada_id = :hromada_id
), moderator AS (
    SELECT a.signed_in_at FROM role_grant AS g JOIN account AS a ON a.id = g.account_id
    WHERE g.hromada_id = :hromada_id AND g.role = 'moderator' AND a.disabled_at IS NULL
)
SELECT ST_NumGeometries(h.boundary) AS outline_parts,
       ST_Area(CAST(h.boundary AS geography)) AS outline_m2,
       EXISTS (SELECT FROM basemap_feature AS f WHERE f.hromada_id = h.id) AS drawn,
       (SELECT count(*) FROM address AS a WHERE a.hromada_id = h.id) AS addresses,
       (SELECT count(*) FROM district AS d
        WHERE d.hromada_id = h.id AND (d.valid_to IS NULL OR d.valid_to > :now)) AS districts,
       (SELECT count(*) FROM body AS b WHERE b.hromada_id = h.id AND b.active) AS bodies,
       (SELECT count(*) FROM body AS b
        WHERE b.hromada_id = h.id AND b.active AND b.email = '') AS bodies_without_email,
       (SELECT count(DISTINCT c.parent_id) FROM category AS c
        WHERE c.hromada_id = h.id AND c.active) AS groups,
       (SELECT count(*) FROM area AS a
        WHERE a.hromada_id = h.id AND a.valid_from <= :now
          AND (a.valid_to IS NULL OR a.valid_to > :now)) AS areas,
       (SELECT count(*) FROM moderator) AS moderators,
       (SELECT count(*) FROM moderator AS m WHERE m.signed_in_at IS NOT NULL) AS moderators_seen,
       (SELECT count(*) FROM term AS t WHERE t.decision <> '') AS terms_decided,
       coalesce((SELECT t.decision FROM term AS t WHERE t.decision <> ''
                 ORDER BY t.valid_from DESC, t.name LIMIT 1), '') AS decision,
       (SELECT max(t.valid_from) FROM term AS t WHERE t.decision <> '') AS decided_from,
       letter.sent_at AS letter_sent_at, letter.arrived_at AS letter_arrived_at,
       h.introduction_uk <> '' AS introduction,
       h.hotline <> '' OR h.contact_phone <> '' OR h.contact_email <> '' AS contacts,
       h.logo_key <> '' AS logo,
       coalesce((SELECT NOT p.ours FROM hromada_page AS p
                 WHERE p.hromada_id = h.id AND p.page = 'about'
                 ORDER BY p.version DESC LIMIT 1), false) AS about
FROM hromada AS h CROSS JOIN letter
WHERE h.id = :hromada_id
