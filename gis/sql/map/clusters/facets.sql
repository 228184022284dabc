-- Counts by cell and what a filter asks for, of a faceted hromada; whole months only.
SELECT
    false AS whole, f.cell >> (2 * (s.level - CAST(:out_level AS int))) AS cell,
    f.district_id, CAST(0 AS bigint) AS alone, f.colour,
    CAST(f.total AS bigint) AS total, f.sum_x, f.sum_y, f.sum_id
FROM span AS s
CROSS JOIN facet_key
JOIN facet_count AS f
    ON f.hromada_id = :hromada_id AND f.facet = CAST(:facet AS int) AND f.level = s.level
    AND f.key = facet_key.id AND f.cell >= s.low AND f.cell < s.high
WHERE
    s.level > 0
    AND (CAST(:colours AS text[]) IS NULL OR f.colour = ANY(CAST(:colours AS text[])))
    AND (CAST(:first_month AS int) IS NULL OR f.month >= CAST(:first_month AS int))
    AND (CAST(:end_month AS int) IS NULL OR f.month < CAST(:end_month AS int))
    AND (
        CAST(:districts AS text[]) IS NULL
        OR f.district_id IN (
            SELECT d.id FROM district AS d
            WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
    )
