-- Unlinks the reports that a changed notice no longer explains: outside its area, its period or its
-- categories.
-- @hromada_id  bigint  1
-- @notice_id   bigint  1
DELETE FROM report_notice AS l
USING notice AS n, report AS r, category AS c
WHERE
    l.hromada_id = :hromada_id
    AND l.notice_id = :notice_id
    AND n.hromada_id = l.hromada_id AND n.id = l.notice_id
    AND r.hromada_id = l.hromada_id AND r.id = l.report_id
    AND c.hromada_id = r.hromada_id AND c.id = r.category_id
    AND NOT (
        r.submitted_at >= n.starts_at
        AND r.submitted_at < coalesce(n.ends_at, 'infinity')
        AND EXISTS (
            SELECT FROM notice_piece AS p
            WHERE p.hromada_id = n.hromada_id AND p.notice_id = n.id
              AND p.piece && r.point AND ST_Covers(p.piece, r.point)
        )
        AND (
            n.everything
            OR EXISTS (
                SELECT FROM notice_category AS k
                WHERE k.hromada_id = n.hromada_id AND k.notice_id = n.id
                  AND k.category_id IN (c.id, c.parent_id)
            )
        )
    )
