-- Queues entries, due at once.
-- @hromada_id  bigint       1
-- @entries       jsonb        "[]"
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
WITH entry AS (
    SELECT CAST(:hromada_id AS bigint) AS hromada_id, given.*, CAST(:now AS timestamptz) AS at
    FROM jsonb_to_recordset(CAST(:entries AS jsonb))
        AS given (key text, queue text, kind text, payload jsonb)
)
-- include outbox/_insert
