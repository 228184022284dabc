-- The ranges of reports to read; beside them, the rest of the hromada is read (level 0) only where
-- one of its districts is named.
SELECT level, low, high FROM unnest(
    CAST(:live_levels AS int[]), CAST(:live_lows AS bigint[]), CAST(:live_highs AS bigint[])
) AS s (level, low, high)
WHERE level > 0 OR EXISTS (SELECT FROM part WHERE here)
