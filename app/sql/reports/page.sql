-- A report in full, with the names of its category, district and body.
-- The keys are the reader's, for the state of their support: of the person, and of a browser alone.
-- @hromada_id  bigint  1
-- @number      bigint  1
-- @keys        bytea[]  ["a1b2"]
-- @device_keys bytea[]  ["a1b2"]
SELECT r.id, r.number, r.public_id, r.status, r.colour, r.public, r.hidden_at, r.sensitive,
       c.code AS category, c.name_uk, c.name_en, g.name_uk AS group_uk, g.name_en AS group_en,
       c.emergency, c.hotline, c.basis,
       ST_X(r.point) AS lon, ST_Y(r.point) AS lat, r.address, r.public_text, r.routing,
       d.code AS district, d.name_uk AS district_uk, d.name_en AS district_en,
       b.code AS body, b.name_uk AS body_uk, b.name_en AS body_en, b.phone AS body_phone,
       CASE WHEN original.public THEN original.number END AS duplicate_of,
       original.number AS repeats,
       r.account_id, r.supporters, r.confirmed_supporters,
       own.state AS support_state, own.kind AS support_kind,
       EXISTS (
           SELECT FROM report_alike AS a
           WHERE a.hromada_id = r.hromada_id AND a.report_id = r.id
       ) AS perhaps_repeated,
       EXISTS (
           SELECT FROM subscription AS s
           WHERE s.hromada_id = r.hromada_id AND s.report_id = r.id
             AND s.kind = 'reporter' AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
       ) AS written_to,
       coalesce((
           SELECT s.email FROM subscription AS s
           WHERE s.hromada_id = r.hromada_id AND s.report_id = r.id
             AND s.kind = 'reporter' AND s.confirmed_at IS NULL AND s.ended_at IS NULL
           LIMIT 1
       ), '') AS asked_address,
       r.submitted_at, r.published_at, r.updated_at, r.closed_at, r.planned_for,
       r.moderation_due_at, r.accept_due_at, r.answer_due_at, r.answered_at, r.reply_due_at,
       r.appeal_due_at,
       answer_late_after(r.status, r.answer_due_at, r.planned_for) AS late_after
FROM report AS r
JOIN category AS c ON c.id = r.category_id
LEFT JOIN category AS g ON g.id = c.parent_id
LEFT JOIN district AS d ON d.id = r.district_id
LEFT JOIN body AS b ON b.id = r.body_id
LEFT JOIN report AS original ON original.id = r.duplicate_of_id
LEFT JOIN LATERAL (
    SELECT s.state, s.kind FROM supporter AS s
    WHERE s.hromada_id = r.hromada_id AND s.report_id = r.id
      AND (s.person_key = ANY(CAST(:keys AS bytea[]))
           OR s.device_key = ANY(CAST(:device_keys AS bytea[])))
    ORDER BY s.state, s.kind
    LIMIT 1
) AS own ON true
WHERE r.hromada_id = :hromada_id AND r.number = :number
