-- The notices that explain a report, the latest to begin first.
-- @hromada_id  bigint  1
-- @report_id   bigint  1
-- include notices/_cards
WHERE n.hromada_id = :hromada_id AND n.id IN (
    SELECT l.notice_id FROM report_notice AS l
    WHERE l.hromada_id = :hromada_id AND l.report_id = :report_id)
ORDER BY n.starts_at DESC, n.id DESC LIMIT 5
