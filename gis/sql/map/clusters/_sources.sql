-- The sources that gis/map/clusters.py chooses to count reports from, each with the columns (whole,
-- cell, district_id, alone, colour, total, sums), and the CTEs that they read. The planner leaves
-- out CTEs that no source reads.
-- @hromada_id   bigint    1
-- @levels       int[]     [14]
-- @lows         bigint[]  [9000]
-- @highs        bigint[]  [9001]
-- @live_levels  int[]     [24]
-- @live_lows    bigint[]  [9437184000]
-- @live_highs   bigint[]  [9438232576]
-- @facet        int       6
-- @statuses     text[]    ["published", "routed"]

-- The ranges of cells to read, by level; level 0 is the whole hromada.
span AS MATERIALIZED (
    SELECT level, low, high FROM unnest(
        CAST(:levels AS int[]), CAST(:lows AS bigint[]), CAST(:highs AS bigint[])
    ) AS s (level, low, high)
),

-- The keys of the facet: 1 for all, leaf categories, bodies, statuses, category with body.
facet_key AS MATERIALIZED (
    SELECT CAST(0 AS bigint) AS id WHERE CAST(:facet AS int) = 1
    UNION ALL
    SELECT leaf.id FROM (
        -- include reports/_categories
    ) AS leaf
    WHERE CAST(:facet AS int) IN (2, 3)
    UNION ALL
    SELECT body.id FROM (
        -- include reports/_bodies
    ) AS body
    WHERE CAST(:facet AS int) = 4
    UNION ALL
    SELECT map_status(status) FROM unnest(CAST(:statuses AS text[])) AS s (status)
    WHERE CAST(:facet AS int) = 5
    UNION ALL
    SELECT leaf.id << 32 | body.id FROM (
        -- include reports/_categories
    ) AS leaf
    CROSS JOIN (
        -- include reports/_bodies
    ) AS body
    WHERE CAST(:facet AS int) = 6
),

-- The ranges of reports to read. Where labels of districts are here, their other reports are read
-- as well (level 0): not the whole hromada, but the cells in which the districts have any.
live_span AS MATERIALIZED (
    SELECT level, low, high FROM unnest(
        CAST(:live_levels AS int[]), CAST(:live_lows AS bigint[]), CAST(:live_highs AS bigint[])
    ) AS s (level, low, high)
    WHERE level > 0
    UNION ALL
    SELECT s.level, greatest(s.low, filled.low), least(s.high, filled.high)
    FROM (
        -- 20: from level 14, for which counts are stored, to 24.
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
),

live AS MATERIALIZED (
    -- include map/clusters/_live
),

counted AS (
    -- include $sources
),
