-- The notices of the year, those that are not over first.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
-- include notices/_cards
WHERE n.hromada_id = :hromada_id AND n.created_at > CAST(:now AS timestamptz) - interval '1 year'
ORDER BY (n.ended_at IS NOT NULL OR coalesce(n.ends_at <= :now, false)), n.starts_at DESC, n.id DESC
LIMIT 100
