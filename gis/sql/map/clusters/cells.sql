-- Counts by cell and district; level 0 is the whole hromada.
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN c.cell >> (2 * (s.level - CAST(:out_level AS int))) ELSE 0 END
        AS cell,
    c.district_id, CAST(0 AS bigint) AS alone, c.colour,
    CAST(c.total AS bigint) AS total, c.sum_x, c.sum_y, c.sum_id
FROM span AS s
JOIN cell_count AS c
    ON c.hromada_id = :hromada_id AND c.level = s.level AND c.cell >= s.low AND c.cell < s.high
WHERE
    (CAST(:colours AS text[]) IS NULL OR c.colour = ANY(CAST(:colours AS text[])))
    AND (
        CAST(:districts AS text[]) IS NULL
        OR c.district_id IN (
            SELECT d.id FROM district AS d
            WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
    )
