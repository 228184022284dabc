-- Subscribes an address to a report; returns the subscription if a letter is due that asks to confirm.
-- A new request of an address that has unsubscribed or not confirmed starts over: confirmed_at is
-- empty until the link in the letter is used, and the reporter's own stays the reporter's. A
-- confirmed subscription is left alone, but for a support by the address: that is asked by letter,
-- whoever hears of the report already.
-- @hromada_id   bigint       1
-- @report_id    bigint       1
-- @email        text         "a@example.org"
-- @locale       text         "uk"
-- @network_key  bytea        "e5f6"
-- @person_key   bytea        "a1b2"
-- @device_key   bytea        "c3d4"
-- @supports     boolean      false
-- @now          timestamptz  "2026-06-01T12:00:00+03:00"
INSERT INTO subscription AS s (
    hromada_id, report_id, email, kind, locale, created_at, network_key, person_key, device_key,
    supports
)
VALUES (
    :hromada_id, :report_id, :email, 'follower', :locale, :now, :network_key, :person_key,
    :device_key, :supports
)
ON CONFLICT (hromada_id, report_id, email) DO UPDATE SET
    kind = CASE WHEN s.ended_at IS NULL THEN s.kind ELSE 'follower' END,
    source_id = CASE
        WHEN s.ended_at IS NULL AND (s.kind = 'reporter' OR s.confirmed_at IS NOT NULL)
            THEN s.source_id
    END,
    locale = excluded.locale,
    created_at = excluded.created_at,
    confirmed_at = CASE WHEN s.ended_at IS NULL THEN s.confirmed_at END,
    ended_at = NULL,
    network_key = excluded.network_key,
    person_key = excluded.person_key,
    -- A stranger who types a confirmed address must not make their browser its owner's.
    device_key = CASE
        WHEN s.ended_at IS NULL AND s.confirmed_at IS NOT NULL THEN s.device_key
        ELSE excluded.device_key
    END,
    supports = s.supports OR excluded.supports
WHERE s.ended_at IS NOT NULL OR s.confirmed_at IS NULL OR excluded.supports
RETURNING s.id
