-- Merges the oldest deltas into the counts and deletes them; one merge at a time
-- (gis/map/stored_counts.py). Returns how many were merged, and the physical rows of counts that
-- came to zero: no other session has those rows until the commit.
-- @most          int    20000
-- @cell_levels   int[]  [0, 9, 10]
-- @facet_levels  int[]  [0, 10]
WITH taken AS MATERIALIZED (
    -- By physical row: the log is empty when it is analysed, and a join planned for no rows takes
    -- minutes for 20,000. Rows of the log are never updated; only one merge runs.
    DELETE FROM count_delta
    WHERE ctid = ANY(ARRAY(
        SELECT d.ctid FROM count_delta AS d ORDER BY d.hromada_id, d.id LIMIT :most
    ))
    RETURNING *
),

-- Deltas that cancel out are not written: a report that only changed its status stays in its cell.
cells AS (
    INSERT INTO cell_count AS kept (
        hromada_id, level, cell, district_id, colour, total, sum_x, sum_y, sum_id
    )
    SELECT
        t.hromada_id, l.level, t.map_cell >> (2 * (24 - l.level)) AS cell, t.district_id, t.colour,
        sum(t.sign) AS total,
        sum(t.sign * t.map_x), sum(t.sign * t.map_y),
        sum(t.sign * t.report_id)
    FROM taken AS t
    CROSS JOIN unnest(CAST(:cell_levels AS int[])) AS l (level)
    WHERE t.sign <> 0
    GROUP BY t.hromada_id, l.level, t.map_cell >> (2 * (24 - l.level)), t.district_id, t.colour
    HAVING sum(t.sign) <> 0 OR sum(t.sign * t.report_id) <> 0
        OR sum(t.sign * t.map_x) <> 0 OR sum(t.sign * t.map_y) <> 0
    -- In order of the key, so that each page is found once.
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (hromada_id, level, cell, district_id, colour) DO UPDATE SET
        total = kept.total + excluded.total, sum_x = kept.sum_x + excluded.sum_x,
        sum_y = kept.sum_y + excluded.sum_y, sum_id = kept.sum_id + excluded.sum_id
    RETURNING kept.ctid AS row_at, kept.total
),

facets AS (
    INSERT INTO facet_count AS kept (
        hromada_id, facet, level, key, cell, district_id, colour, month,
        total, sum_x, sum_y, sum_id
    )
    SELECT
        t.hromada_id, f.facet, l.level, f.key, t.map_cell >> (2 * (24 - l.level)) AS cell,
        t.district_id, t.colour, f.month,
        sum(t.sign) AS total,
        sum(t.sign * t.map_x), sum(t.sign * t.map_y),
        sum(t.sign * t.report_id)
    FROM taken AS t
    JOIN hromada_count AS h ON h.hromada_id = t.hromada_id AND h.faceted
    CROSS JOIN LATERAL
        map_facets(t.category_id, t.body_id, t.status, map_month(t.submitted_at)) AS f
    JOIN unnest(CAST(:facet_levels AS int[])) AS l (level) ON l.level <= f.deepest
    WHERE t.sign <> 0
    GROUP BY
        t.hromada_id, f.facet, l.level, f.key, t.map_cell >> (2 * (24 - l.level)), t.district_id,
        t.colour, f.month
    HAVING sum(t.sign) <> 0 OR sum(t.sign * t.report_id) <> 0
        OR sum(t.sign * t.map_x) <> 0 OR sum(t.sign * t.map_y) <> 0
    ON CONFLICT (hromada_id, facet, level, key, cell, district_id, colour, month)
    DO UPDATE SET
        total = kept.total + excluded.total, sum_x = kept.sum_x + excluded.sum_x,
        sum_y = kept.sum_y + excluded.sum_y, sum_id = kept.sum_id + excluded.sum_id
    RETURNING kept.ctid AS row_at, kept.total
),

hromadas AS (
    INSERT INTO hromada_count AS kept (hromada_id, changes, open, progress, closed)
    SELECT
        hromada_id, count(*),
        coalesce(sum(sign) FILTER (WHERE colour = 'open'), 0),
        coalesce(sum(sign) FILTER (WHERE colour = 'progress'), 0),
        coalesce(sum(sign) FILTER (WHERE colour = 'closed'), 0)
    FROM taken GROUP BY hromada_id
    ON CONFLICT (hromada_id) DO UPDATE SET
        changes = kept.changes + excluded.changes, open = kept.open + excluded.open,
        progress = kept.progress + excluded.progress, closed = kept.closed + excluded.closed
    RETURNING kept.hromada_id
)

SELECT
    (SELECT count(*) FROM taken) AS taken,
    (SELECT count(*) FROM hromadas) AS hromadas,
    (SELECT array_agg(CAST(row_at AS text)) FROM cells WHERE total = 0) AS empty_cells,
    (SELECT array_agg(CAST(row_at AS text)) FROM facets WHERE total = 0) AS empty_facets
