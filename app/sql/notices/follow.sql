-- Subscribes an address to a notice; returns the subscription if a letter is due that asks to confirm.
-- @hromada_id   bigint       1
-- @notice_id    bigint       1
-- @email        text         "a@example.org"
-- @locale       text         "uk"
-- @now          timestamptz  "2026-06-01T12:00:00+03:00"
-- @network_key  bytea        "a1b2"
-- @confirmed    boolean      false
INSERT INTO notice_subscription AS s
    (hromada_id, notice_id, email, locale, created_at, network_key, confirmed_at)
VALUES (:hromada_id, :notice_id, :email, :locale, :now, :network_key,
    CASE WHEN :confirmed THEN CAST(:now AS timestamptz) END)
ON CONFLICT (hromada_id, notice_id, email) DO UPDATE
SET locale = excluded.locale, ended_at = NULL, confirmed_at = excluded.confirmed_at,
    created_at = excluded.created_at, network_key = excluded.network_key
WHERE s.ended_at IS NOT NULL
   OR (s.confirmed_at IS NULL
       AND (:confirmed OR s.created_at < CAST(:now AS timestamptz) - interval '1 hour'))
RETURNING s.id
