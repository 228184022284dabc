-- The ranges of cells to read, by level; level 0 is the whole hromada.
SELECT level, low, high FROM unnest(
    CAST(:levels AS int[]), CAST(:lows AS bigint[]), CAST(:highs AS bigint[])
) AS s (level, low, high)
