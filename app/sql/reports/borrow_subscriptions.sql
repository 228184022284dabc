-- Copies the subscriptions of a report's duplicates to it. An address confirmed for the duplicate needs
-- no new confirmation; one that is not yet confirms both by the letter that it has.
-- @hromada_id  bigint       1
-- @report_id   bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
WITH recipient AS (
    SELECT DISTINCT ON (s.email) s.*
    FROM report AS r
    JOIN subscription AS s ON s.hromada_id = r.hromada_id AND s.report_id = r.id
    WHERE r.hromada_id = :hromada_id AND r.duplicate_of_id = :report_id
      AND s.source_id IS NULL AND s.ended_at IS NULL
    ORDER BY s.email, s.confirmed_at, s.id
)
INSERT INTO subscription AS here
    (hromada_id, report_id, email, kind, locale, created_at, confirmed_at, source_id)
SELECT hromada_id, :report_id, email, 'follower', locale, :now, confirmed_at, id FROM recipient
ON CONFLICT (hromada_id, report_id, email) DO UPDATE
SET confirmed_at = excluded.confirmed_at
WHERE here.kind = 'follower' AND here.ended_at IS NULL AND here.confirmed_at IS NULL
  AND excluded.confirmed_at IS NOT NULL
