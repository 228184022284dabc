-- Owes a letter about a change of a notice to those who follow it.
-- @hromada_id  bigint       1
-- @notice_id   bigint       1
-- @version_id  bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
WITH entry AS (
    SELECT s.hromada_id, 'notice-version:' || :version_id || ':' || s.id AS key, 'mail' AS queue,
           'notice-changed' AS kind,
           jsonb_build_object('notice_subscription_id', s.id,
                              'notice_version_id', CAST(:version_id AS bigint)) AS payload,
           CAST(:now AS timestamptz) AS at
    FROM notice_subscription AS s
    WHERE s.hromada_id = :hromada_id AND s.notice_id = :notice_id
      AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
)
-- include outbox/_insert
