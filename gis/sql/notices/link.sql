-- Links to a notice the open reports that it explains: those in its area, sent within its period.
-- The period is narrow, so the staff's index on (hromada, status, time) finds them first.
-- @hromada_id  bigint       1
-- @notice_id   bigint       1
-- @at          timestamptz  "2026-06-01T12:00:00+03:00"
INSERT INTO report_notice (hromada_id, notice_id, report_id, linked_at)
SELECT n.hromada_id, n.id, r.id, CAST(:at AS timestamptz)
FROM notice AS n
JOIN report AS r ON
    r.hromada_id = n.hromada_id
    AND report_is_open(r.status)
    AND r.submitted_at >= n.starts_at
    AND r.submitted_at < coalesce(n.ends_at, 'infinity')
JOIN category AS c ON c.hromada_id = r.hromada_id AND c.id = r.category_id
WHERE
    n.hromada_id = :hromada_id
    AND n.id = :notice_id
    AND EXISTS (
        SELECT FROM notice_piece AS p
        WHERE p.piece && r.point AND p.hromada_id = n.hromada_id AND p.notice_id = n.id
          AND ST_Covers(p.piece, r.point)
    )
    AND (
        n.everything
        OR EXISTS (
            SELECT FROM notice_category AS k
            WHERE k.hromada_id = n.hromada_id AND k.notice_id = n.id
              AND k.category_id IN (c.id, c.parent_id)
        )
    )
ON CONFLICT DO NOTHING
