-- The filter without its text search, on reports r. The map's index has all that it reads, and it
-- is planned faster.
-- @since  timestamptz  "2026-01-01T00:00:00+02:00"
-- @until  timestamptz  "2026-06-01T00:00:00+03:00"
(CAST(:since AS timestamptz) IS NULL OR r.submitted_at >= CAST(:since AS timestamptz))
AND (CAST(:until AS timestamptz) IS NULL OR r.submitted_at < CAST(:until AS timestamptz))
AND
-- include reports/_filter_of_any_time
