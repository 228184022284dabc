-- The ranges of reports to read. Where districts are named, what they have beside those ranges is
-- read as well (level 0): not the whole hromada, but the cells in which they have anything.
SELECT level, low, high FROM unnest(
    CAST(:live_levels AS int[]), CAST(:live_lows AS bigint[]), CAST(:live_highs AS bigint[])
) AS s (level, low, high)
WHERE level > 0
UNION ALL
SELECT s.level, greatest(s.low, filled.low), least(s.high, filled.high)
FROM (
    -- 20: from level 14, which counts are kept of, to 24.
    SELECT cell << 20 AS low, (cell + 1) << 20 AS high
    FROM (
        SELECT c.cell FROM cell_count AS c
        WHERE
            c.hromada_id = :hromada_id AND c.level = 14
            AND c.district_id IN (SELECT part.id FROM part WHERE part.here)
        UNION
        SELECT d.map_cell >> 20 FROM count_delta AS d
        WHERE
            d.hromada_id = :hromada_id
            AND d.district_id IN (SELECT part.id FROM part WHERE part.here)
    ) AS one
) AS filled
JOIN unnest(
    CAST(:live_levels AS int[]), CAST(:live_lows AS bigint[]), CAST(:live_highs AS bigint[])
) AS s (level, low, high) ON s.level = 0 AND s.low < filled.high AND s.high > filled.low
