-- Notices in force that cover a point and explain problems of a category, the latest first.
-- @hromada_id  bigint       1
-- @lon         float8       34.08
-- @lat         float8       47.66
-- @category    text         "roads.pothole"
-- @at          timestamptz  "2026-06-01T12:00:00+03:00"
WITH spot AS MATERIALIZED (
    SELECT ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326) AS point
)

SELECT n.id
FROM notice AS n
JOIN category AS c ON c.hromada_id = n.hromada_id AND c.code = :category
WHERE
    n.hromada_id = :hromada_id
    AND n.ended_at IS NULL
    AND n.starts_at <= CAST(:at AS timestamptz)
    AND (n.ends_at IS NULL OR n.ends_at > CAST(:at AS timestamptz))
    AND n.id IN (
        SELECT p.notice_id
        FROM spot
        JOIN notice_piece AS p ON p.piece && spot.point
        WHERE p.hromada_id = :hromada_id AND ST_Covers(p.piece, spot.point)
    )
    AND (
        n.everything
        OR EXISTS (
            SELECT FROM notice_category AS k
            WHERE k.hromada_id = n.hromada_id AND k.notice_id = n.id
              AND k.category_id IN (c.id, c.parent_id)
        )
    )
ORDER BY n.starts_at DESC, n.id DESC
LIMIT 5
