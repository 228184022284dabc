-- Reports of the days before and after the whole months that are counted, by time.
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN r.map_cell >> (2 * (24 - CAST(:out_level AS int))) ELSE 0 END AS cell,
    coalesce(r.district_id, 0) AS district_id,
    CAST(0 AS bigint) AS alone,
    r.colour,
    count(*) AS total, sum(r.map_x) AS sum_x, sum(r.map_y) AS sum_y, sum(r.id) AS sum_id
FROM unnest(CAST(:edge_starts AS timestamptz[]), CAST(:edge_ends AS timestamptz[]))
    AS edge (starts, ends)
-- OFFSET 0: each piece of time is read by its index.
CROSS JOIN LATERAL (
    SELECT one.id, one.map_cell, one.map_x, one.map_y, one.district_id, one.colour
    FROM report AS one
    WHERE
        one.hromada_id = :hromada_id AND one.public
        AND one.submitted_at >= edge.starts AND one.submitted_at < edge.ends
        AND (CAST(:statuses AS text[]) IS NULL OR one.status = ANY(CAST(:statuses AS text[])))
        AND (
            CAST(:districts AS text[]) IS NULL
            OR one.district_id IN (
                SELECT d.id FROM district AS d
                WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
        )
        AND (
            CAST(:categories AS text[]) IS NULL
            OR one.category_id IN (
                SELECT leaf.id FROM category AS leaf
                LEFT JOIN category AS whole ON whole.id = leaf.parent_id
                WHERE leaf.hromada_id = :hromada_id AND (
                    leaf.code = ANY(CAST(:categories AS text[]))
                    OR whole.code = ANY(CAST(:categories AS text[]))))
        )
        AND (
            CAST(:bodies AS text[]) IS NULL
            OR one.body_id IN (
                SELECT b.id FROM body AS b
                WHERE b.hromada_id = :hromada_id AND b.code = ANY(CAST(:bodies AS text[])))
        )
    OFFSET 0
) AS r
JOIN span AS s
    ON r.map_cell >> (2 * (24 - s.level)) >= s.low AND r.map_cell >> (2 * (24 - s.level)) < s.high
GROUP BY 1, 2, 3, 5
