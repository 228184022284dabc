-- What was committed since the last merge; the log is short, it is read through.
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN d.map_cell >> (2 * (24 - CAST(:out_level AS int))) ELSE 0 END AS cell,
    d.district_id, CAST(0 AS bigint) AS alone, d.colour, CAST(d.sign AS bigint) AS total,
    d.sign * CAST(d.map_x AS bigint) AS sum_x, d.sign * CAST(d.map_y AS bigint) AS sum_y,
    d.sign * d.report_id AS sum_id
FROM count_delta AS d
JOIN span AS s
    ON d.map_cell >> (2 * (24 - s.level)) >= s.low AND d.map_cell >> (2 * (24 - s.level)) < s.high
WHERE
    d.hromada_id = :hromada_id AND d.sign <> 0
    AND (CAST(:first_month AS int) IS NULL OR map_month(d.submitted_at) >= CAST(:first_month AS int))
    AND (CAST(:end_month AS int) IS NULL OR map_month(d.submitted_at) < CAST(:end_month AS int))
    AND (CAST(:statuses AS text[]) IS NULL OR d.status = ANY(CAST(:statuses AS text[])))
    AND (
        CAST(:districts AS text[]) IS NULL
        OR d.district_id IN (
            SELECT d.id FROM district AS d
            WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
    )
    AND (
        CAST(:categories AS text[]) IS NULL
        OR d.category_id IN (
            SELECT leaf.id FROM category AS leaf
            LEFT JOIN category AS whole ON whole.id = leaf.parent_id
            WHERE leaf.hromada_id = :hromada_id AND (
                leaf.code = ANY(CAST(:categories AS text[]))
                OR whole.code = ANY(CAST(:categories AS text[]))))
    )
    AND (
        CAST(:bodies AS text[]) IS NULL
        OR d.body_id IN (
            SELECT b.id FROM body AS b
            WHERE b.hromada_id = :hromada_id AND b.code = ANY(CAST(:bodies AS text[])))
    )
