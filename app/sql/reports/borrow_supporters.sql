-- Copies the counted supporters of a report's duplicates to it, each person once.
-- @hromada_id  bigint  1
-- @report_id   bigint  1
INSERT INTO supporter (
    hromada_id, report_id, person_key, created_at, from_report_id, kind, device_key
)
SELECT DISTINCT ON (s.person_key)
    s.hromada_id, CAST(:report_id AS bigint), s.person_key, s.created_at, s.report_id, s.kind,
    s.device_key
FROM report AS r
JOIN supporter AS s ON s.hromada_id = r.hromada_id AND s.report_id = r.id
WHERE r.hromada_id = :hromada_id AND r.duplicate_of_id = :report_id
    AND s.from_report_id IS NULL AND s.state = 'counted'
ORDER BY s.person_key, s.created_at, s.report_id
ON CONFLICT DO NOTHING
RETURNING kind, state
