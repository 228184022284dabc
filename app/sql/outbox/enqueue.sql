-- Writes debts down; they are due at once.
-- @hromada_id  bigint       1
-- @debts       jsonb        "[]"
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
WITH debt AS (
    SELECT CAST(:hromada_id AS bigint) AS hromada_id, given.*, CAST(:now AS timestamptz) AS at
    FROM jsonb_to_recordset(CAST(:debts AS jsonb))
        AS given (key text, queue text, kind text, payload jsonb)
)
-- include outbox/_owe
