-- The same for the whole of each district that is named here.
SELECT
    true AS whole, CAST(0 AS bigint) AS cell, f.district_id, CAST(0 AS bigint) AS alone, f.colour,
    CAST(f.total AS bigint) AS total, CAST(0 AS bigint) AS sum_x, CAST(0 AS bigint) AS sum_y,
    CAST(0 AS bigint) AS sum_id
FROM part
CROSS JOIN facet_key
JOIN facet_count AS f
    ON f.hromada_id = :hromada_id AND f.facet = CAST(:facet AS int) AND f.level = 0
    AND f.key = facet_key.id AND f.cell = 0 AND f.district_id = part.id
WHERE
    part.here
    AND (CAST(:colours AS text[]) IS NULL OR f.colour = ANY(CAST(:colours AS text[])))
    AND (CAST(:first_month AS int) IS NULL OR f.month >= CAST(:first_month AS int))
    AND (CAST(:end_month AS int) IS NULL OR f.month < CAST(:end_month AS int))
    AND (
        CAST(:districts AS text[]) IS NULL
        OR f.district_id IN (
            SELECT d.id FROM district AS d
            WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
    )
