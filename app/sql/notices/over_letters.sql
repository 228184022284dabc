-- Owes the letters that a notice is over: to those who asked to hear of it, and to those whose open
-- reports it explains and who did not ask.
-- @hromada_id  bigint       1
-- @notice_id   bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
WITH entry AS (
    SELECT s.hromada_id, 'notice:' || :notice_id || ':over:' || s.id AS key, 'mail' AS queue,
           'notice-over' AS kind, jsonb_build_object('notice_subscription_id', s.id) AS payload,
           CAST(:now AS timestamptz) AS at
    FROM notice_subscription AS s
    WHERE s.hromada_id = :hromada_id AND s.notice_id = :notice_id
      AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
    UNION ALL
    SELECT s.hromada_id, 'notice:' || :notice_id || ':over:reporter:' || s.id, 'mail',
           'notice-over-report',
           jsonb_build_object('notice_id', CAST(:notice_id AS bigint), 'subscription_id', s.id),
           CAST(:now AS timestamptz)
    FROM report_notice AS l
    JOIN report AS r ON r.hromada_id = l.hromada_id AND r.id = l.report_id AND r.colour <> 'closed'
    JOIN subscription AS s ON s.hromada_id = l.hromada_id AND s.report_id = l.report_id
    WHERE l.hromada_id = :hromada_id AND l.notice_id = :notice_id
      AND s.kind = 'reporter' AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
      AND NOT EXISTS (
          SELECT FROM notice_subscription AS n
          WHERE n.hromada_id = s.hromada_id AND n.notice_id = :notice_id AND n.email = s.email
            AND n.confirmed_at IS NOT NULL AND n.ended_at IS NULL)
)
-- include outbox/_insert
