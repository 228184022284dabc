-- Public reports of a period counted on a grid, as middle points of its cells (EPSG:4326).
-- Cells, not reports: nobody's door is pointed at, and the answer stays small.
-- @hromada_id  bigint       1
-- @since       timestamptz  "2025-01-01T00:00:00+02:00"
-- @until       timestamptz  "2026-01-01T00:00:00+02:00"
-- @category    text         "roads"
-- @body        text         "kp-misto"
-- @cell_lon    float        0.00134
-- @cell_lat    float        0.0009
-- @row_limit   int          8001
WITH counted AS (
    -- A grid in degrees, made square by the caller: no transform for any row.
    SELECT
        floor(ST_X(r.point) / CAST(:cell_lon AS float)) AS x,
        floor(ST_Y(r.point) / CAST(:cell_lat AS float)) AS y,
        count(*) AS reports
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id
        AND r.public
        AND r.submitted_at >= coalesce(CAST(:since AS timestamptz), '-infinity')
        AND r.submitted_at < CAST(:until AS timestamptz)
        AND (
            CAST(:category AS text) IS NULL
            OR r.category_id IN (
                SELECT leaf.id
                FROM category AS leaf
                LEFT JOIN category AS parent ON parent.id = leaf.parent_id
                WHERE leaf.hromada_id = :hromada_id
                  AND CAST(:category AS text) IN (leaf.code, parent.code)
            )
        )
        AND (
            CAST(:body AS text) IS NULL
            OR r.body_id = (
                SELECT b.id FROM body AS b
                WHERE b.hromada_id = :hromada_id AND b.code = CAST(:body AS text)
            )
        )
    GROUP BY 1, 2
)

SELECT
    (x + 0.5) * CAST(:cell_lon AS float) AS lon,
    (y + 0.5) * CAST(:cell_lat AS float) AS lat,
    reports
FROM counted
ORDER BY reports DESC, x, y
LIMIT :row_limit
