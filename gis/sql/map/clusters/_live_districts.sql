-- Reports counted now, by district. Each is read once: those in the ranges count here as well.
SELECT
    true AS whole, CAST(0 AS bigint) AS cell, district_id, CAST(0 AS bigint) AS alone, colour, total,
    0 AS sum_x, 0 AS sum_y, 0 AS sum_id
FROM live
WHERE NOT whole
