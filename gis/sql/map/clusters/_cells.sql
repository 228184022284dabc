-- Counts by cell and district; level 0 is the whole hromada.
-- @hromada_id  bigint  1
-- @out_level   int     12
-- @colours     text[]  ["open"]
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN r.cell >> (2 * (s.level - CAST(:out_level AS int))) ELSE 0 END
        AS cell,
    r.district_id, CAST(0 AS bigint) AS alone, r.colour,
    CAST(r.total AS bigint) AS total, r.sum_x, r.sum_y, r.sum_id
FROM span AS s
JOIN cell_count AS r
    ON r.hromada_id = :hromada_id AND r.level = s.level AND r.cell >= s.low AND r.cell < s.high
WHERE
    (CAST(:colours AS text[]) IS NULL OR r.colour = ANY(CAST(:colours AS text[])))
    AND
    -- include reports/_filter_of_district
