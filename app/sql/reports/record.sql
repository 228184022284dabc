-- Writes steps of reports, what they make of the reports, and the letters that they cause.
-- The events first: the database judges an officer by the body in charge till now. The body that
-- is in charge afterwards gets the letters, and who follows a report that turns out to be
-- a duplicate hears of that, too. Of the moderators the one who asked last hears of the answer, or
-- all, if that one moderates no longer.
-- @hromada_id    bigint    1
-- @reports       jsonb     "[]"
-- @to_reporter   text[]    ["publish"]
-- @to_followers  text[]    ["solve"]
-- @to_body       text[]    ["route"]
-- @to_coordinators  text[]  ["appeal"]
-- @to_moderators    text[]  ["supply"]
-- @extra_subscriptions       bigint[]  [1]
WITH history AS (
    SELECT CAST(:hromada_id AS bigint) AS hromada_id, given.*
    FROM jsonb_to_recordset(CAST(:reports AS jsonb))
        AS given (report_id bigint, columns jsonb, events jsonb)
), step AS (
    -- include reports/_steps
), event AS (
    -- include reports/_events
), moved AS (
    UPDATE report AS r SET (
        -- include reports/_step_columns
    ) = (
        SELECT
        -- include reports/_step_columns
        FROM jsonb_populate_record(r, history.columns)
    )
    FROM history
    WHERE r.hromada_id = history.hromada_id AND r.id = history.report_id
        AND (SELECT count(*) FROM event) > 0
    RETURNING r.id, r.body_id, r.public,
        r.published_at IS NOT NULL AND r.hidden_at IS NULL AND NOT r.sensitive AS was_public
), recipient AS (
    SELECT e.*, 'subscription' AS reader, s.id AS reader_id
    FROM event AS e
    JOIN moved AS m ON m.id = e.report_id
    JOIN subscription AS s ON s.hromada_id = e.hromada_id AND s.report_id = e.report_id
    WHERE s.ended_at IS NULL AND s.confirmed_at IS NOT NULL AND (
        (s.kind = 'reporter' AND e.action = ANY(:to_reporter))
        OR (s.kind = 'follower' AND e.action = ANY(:to_followers)
            AND e.public AND (m.public OR (m.was_public AND e.action = 'duplicate')))
    )
    UNION ALL
    SELECT e.*, 'body', b.id
    FROM event AS e
    JOIN moved AS m ON m.id = e.report_id
    JOIN body AS b ON b.hromada_id = e.hromada_id AND b.id = m.body_id
    WHERE b.email <> '' AND e.action = ANY(:to_body)
    UNION ALL
    SELECT e.*, 'account', g.account_id
    FROM event AS e
    JOIN role_grant AS g ON g.hromada_id = e.hromada_id AND (
        (g.role = 'coordinator' AND e.action = ANY(:to_coordinators))
        OR (g.role = 'moderator' AND e.action = ANY(:to_moderators)))
    JOIN account AS a ON a.id = g.account_id AND a.disabled_at IS NULL
    LEFT JOIN LATERAL (
        SELECT m.account_id
        FROM report_event AS q
        JOIN role_grant AS m ON m.hromada_id = q.hromada_id AND m.account_id = q.account_id
            AND m.role = 'moderator'
        JOIN account AS b ON b.id = m.account_id AND b.disabled_at IS NULL
        WHERE q.hromada_id = e.hromada_id AND q.report_id = e.report_id AND q.action = 'ask'
        ORDER BY q.id DESC LIMIT 1
    ) AS asker ON g.role = 'moderator'
    WHERE asker.account_id IS NULL OR asker.account_id = g.account_id
    UNION ALL
    SELECT e.*, 'subscription', extra.id
    FROM event AS e, unnest(CAST(:extra_subscriptions AS bigint[])) AS extra (id)
), entry AS (
    -- include outbox/_step_letters
), queued AS (
    -- include outbox/_insert
)
SELECT id FROM event ORDER BY id
