-- A page of a hromada's public reports, newest first, with their number, counted up to a limit;
-- within the box, and after the report numbered :after, if these are given.
-- There is always a row: without reports it has only the counts (number is null).
-- The box is in 4326; reports in and around it lie in :spans_from and :spans_to, codes of the map's
-- cells (gis/map/cell_grid.py), so that the map's index finds them.
-- @hromada_id  bigint       1
-- @west        float8       33.9
-- @level       int          14
-- @lows        bigint[]     [9000]
-- @highs       bigint[]     [9001]
-- @spans_from  bigint[]     [9437184000]
-- @spans_to    bigint[]     [9438232576]
-- @crowded_from int         20000
-- @after       bigint       100
-- @most        int          20
-- @count_upto  int          1001
-- @statuses    text[]       ["published", "routed"]
-- @within_colours text[]    ["open"]
WITH
-- Inlined where it is used, so that each use takes its own index.
asked AS NOT MATERIALIZED (
    SELECT r.id, r.colour, r.status, r.point, r.map_cell, r.submitted_at
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id
        AND r.public
        AND
        -- include reports/_filter
),

-- Whether there are so many in and around the box that a scan of the hromada's newest soon fills a
-- page; else the map's index is used.
crowded AS MATERIALIZED (
    SELECT
        CAST(:west AS float8) IS NULL OR (
            SELECT coalesce(sum(c.total), 0) > CAST(:crowded_from AS int)
            FROM unnest(CAST(:lows AS bigint[]), CAST(:highs AS bigint[])) AS s (low, high)
            JOIN cell_count AS c
                ON c.hromada_id = :hromada_id AND c.level = CAST(:level AS int)
                AND c.cell >= s.low AND c.cell < s.high
        ) AS yes
),

close_by AS NOT MATERIALIZED (
    SELECT one.id, one.colour, one.submitted_at
    FROM unnest(CAST(:spans_from AS bigint[]), CAST(:spans_to AS bigint[])) AS s (low, high)
    CROSS JOIN LATERAL (
        SELECT r.id, r.colour, r.submitted_at
        FROM asked AS r
        WHERE
            (SELECT NOT yes FROM crowded)
            AND r.colour = ANY(CAST(:within_colours AS text[]))
            AND r.map_cell >= s.low AND r.map_cell < s.high
            AND
            -- include reports/_box
        -- Not by the index of the newest.
        OFFSET 0
    ) AS one
),

-- What to search for: the newest of all, for their number and the first page (in a city of half a
-- million, counting all would take most of a second), and those after the last one seen.
bound AS MATERIALIZED (
    SELECT
        false AS after, CAST('infinity' AS timestamptz) AS submitted_at, CAST(0 AS bigint) AS id,
        CAST(:count_upto AS bigint) AS most
    UNION ALL
    SELECT true, r.submitted_at, r.id, CAST(:most AS bigint)
    FROM report AS r
    WHERE r.hromada_id = :hromada_id AND r.number = CAST(:after AS bigint)
),

found AS MATERIALIZED (
    SELECT bound.after, bound.most, one.id, one.colour, one.submitted_at
    FROM bound
    CROSS JOIN LATERAL (
        (
            SELECT r.id, r.colour, r.submitted_at
            -- OFFSET 0: by the index of the newest, not by that of points.
            FROM (
                SELECT asked.* FROM asked
                WHERE
                    (SELECT yes FROM crowded) AND CAST(:statuses AS text[]) IS NULL
                    AND (asked.submitted_at, asked.id) < (bound.submitted_at, bound.id)
                ORDER BY asked.submitted_at DESC, asked.id DESC
                OFFSET 0
            ) AS r
            WHERE
                -- Always true; it keeps out the map's index, whose result would be sorted whole.
                r.point IS NOT NULL
                AND
                -- include reports/_box
            LIMIT bound.most
        )
        UNION ALL
        (
            SELECT newest.id, newest.colour, newest.submitted_at
            -- Each status has its own newest, by the index of the queues.
            FROM unnest(CAST(:statuses AS text[])) AS chosen (status)
            CROSS JOIN LATERAL (
                SELECT r.*
                FROM (
                    SELECT asked.* FROM asked
                    WHERE
                        (SELECT yes FROM crowded) AND asked.status = chosen.status
                        AND (asked.submitted_at, asked.id) < (bound.submitted_at, bound.id)
                    ORDER BY asked.submitted_at DESC, asked.id DESC
                    OFFSET 0
                ) AS r
                WHERE
                    r.point IS NOT NULL
                    AND
                    -- include reports/_box
                LIMIT bound.most
            ) AS newest
            ORDER BY newest.submitted_at DESC, newest.id DESC
            LIMIT bound.most
        )
        UNION ALL
        (
            SELECT close_by.id, close_by.colour, close_by.submitted_at
            FROM close_by
            WHERE (close_by.submitted_at, close_by.id) < (bound.submitted_at, bound.id)
            ORDER BY close_by.submitted_at DESC, close_by.id DESC
            LIMIT bound.most
        )
    ) AS one
),

counts AS (
    SELECT
        count(*) AS total,
        count(*) FILTER (WHERE colour = 'open') AS open,
        count(*) FILTER (WHERE colour = 'progress') AS progress,
        count(*) FILTER (WHERE colour = 'closed') AS closed
    FROM found WHERE NOT after
),

-- The map's version in the snapshot of the list, as in map/state.sql.
state AS (
    SELECT
        coalesce((SELECT h.changes FROM hromada_count AS h WHERE h.hromada_id = :hromada_id), 0)
        + (SELECT count(*) FROM count_delta AS d WHERE d.hromada_id = :hromada_id) AS changes
),

page AS (
    SELECT found.id
    FROM found
    WHERE found.after = (CAST(:after AS bigint) IS NOT NULL)
    ORDER BY found.submitted_at DESC, found.id DESC
    LIMIT :most
)

SELECT
    counts.total, counts.open, counts.progress, counts.closed, state.changes,
    r.number, r.status, r.colour, r.address, r.supporters, r.confirmed_supporters,
    r.submitted_at,
    left(r.public_text, 400) AS text,
    kind.code AS category, kind.name_uk AS category_uk, kind.name_en AS category_en,
    ST_X(r.point) AS lon, ST_Y(r.point) AS lat,
    (
        SELECT p.storage_key FROM report_photo AS p
        WHERE p.report_id = r.id AND p.state = 'ready' AND p.hidden_at IS NULL
        ORDER BY p.kind DESC, p.position, p.id
        LIMIT 1
    ) AS photo_key
FROM counts
CROSS JOIN state
LEFT JOIN page ON true
LEFT JOIN report AS r ON r.id = page.id
LEFT JOIN category AS kind ON kind.id = r.category_id
ORDER BY r.submitted_at DESC, r.id DESC
