-- A page of a hromada's public reports, newest first, with how many there are, counted up to a
-- number; within a box where one is given, after the report numbered :after where one is given.
-- There is always a row: without reports it has the counts alone (number is null).
-- The box is in 4326; reports in and around it lie in :spans_from and :spans_to, codes of the map's
-- cells (gis/cells.py), so that the map's index finds them.
-- @hromada_id  bigint       1
-- @west        float8       33.9
-- @south       float8       47.5
-- @east        float8       34.2
-- @north       float8       47.8
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
-- @categories  text[]       ["roads"]
-- @districts   text[]       ["centr"]
-- @bodies      text[]       ["udg"]
-- @since       timestamptz  "2026-01-01T00:00:00+02:00"
-- @until       timestamptz  "2026-06-01T00:00:00+03:00"
-- @words       text         "%яма%"
-- @address_words text       "%яма%"
WITH kind AS MATERIALIZED (
    SELECT leaf.id, leaf.code, leaf.name_uk, leaf.name_en
    FROM category AS leaf
    LEFT JOIN category AS whole ON whole.id = leaf.parent_id
    WHERE
        leaf.hromada_id = :hromada_id
        AND (
            CAST(:categories AS text[]) IS NULL
            OR leaf.code = ANY(CAST(:categories AS text[]))
            OR whole.code = ANY(CAST(:categories AS text[]))
        )
),

-- Inlined where it is used, so that each use brings its own index.
wanted AS NOT MATERIALIZED (
    SELECT
        r.id, r.colour, r.status, r.point, r.map_cell, r.submitted_at
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id
        AND r.public
        AND (
            CAST(:categories AS text[]) IS NULL
            OR r.category_id IN (SELECT kind.id FROM kind)
        )
        AND (CAST(:statuses AS text[]) IS NULL OR r.status = ANY(CAST(:statuses AS text[])))
        AND (
            CAST(:districts AS text[]) IS NULL
            OR r.district_id IN (
                SELECT d.id FROM district AS d
                WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
        )
        AND (
            CAST(:bodies AS text[]) IS NULL
            OR r.body_id IN (
                SELECT b.id FROM body AS b
                WHERE b.hromada_id = :hromada_id AND b.code = ANY(CAST(:bodies AS text[])))
        )
        AND (CAST(:since AS timestamptz) IS NULL OR r.submitted_at >= :since)
        AND (CAST(:until AS timestamptz) IS NULL OR r.submitted_at < :until)
        AND (
            CAST(:words AS text) IS NULL
            OR r.public_text ILIKE :words
            -- With or without the comma before the house.
            OR translate(r.address, ',', '') ILIKE CAST(:address_words AS text)
            OR r.category_id IN (
                SELECT kind.id FROM kind WHERE kind.name_uk ILIKE :words OR kind.name_en ILIKE :words)
            OR CAST(r.number AS text) ILIKE :words
        )
),

-- Whether there are so many in and around the box that the newest of the hromada soon give a list of
-- those inside; else the map's index does.
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
        SELECT wanted.id, wanted.colour, wanted.submitted_at
        FROM wanted
        WHERE
            (SELECT NOT yes FROM crowded)
            AND wanted.colour = ANY(CAST(:within_colours AS text[]))
            AND wanted.map_cell >= s.low AND wanted.map_cell < s.high
            AND wanted.point && ST_MakeEnvelope(
                CAST(:west AS float8), CAST(:south AS float8),
                CAST(:east AS float8), CAST(:north AS float8), 4326)
        -- Not by the index of the newest.
        OFFSET 0
    ) AS one
),

-- What is looked for: the newest of all, for their number and the first page (in a city of half a
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
            SELECT newest.id, newest.colour, newest.submitted_at
            -- OFFSET 0: by the index of the newest, not by that of points.
            FROM (
                SELECT wanted.* FROM wanted
                WHERE
                    (SELECT yes FROM crowded) AND CAST(:statuses AS text[]) IS NULL
                    AND (wanted.submitted_at, wanted.id) < (bound.submitted_at, bound.id)
                ORDER BY wanted.submitted_at DESC, wanted.id DESC
                OFFSET 0
            ) AS newest
            WHERE
                -- Always true; asked for, it keeps out the map's index, which would be sorted whole.
                newest.point IS NOT NULL
                AND (
                    CAST(:west AS float8) IS NULL
                    OR newest.point && ST_MakeEnvelope(
                        CAST(:west AS float8), CAST(:south AS float8),
                        CAST(:east AS float8), CAST(:north AS float8), 4326)
                )
            LIMIT bound.most
        )
        UNION ALL
        (
            SELECT newest.id, newest.colour, newest.submitted_at
            -- Each status has its own newest, by the index of the queues.
            FROM unnest(CAST(:statuses AS text[])) AS chosen (status)
            CROSS JOIN LATERAL (
                SELECT of_status.*
                FROM (
                    SELECT wanted.* FROM wanted
                    WHERE
                        (SELECT yes FROM crowded) AND wanted.status = chosen.status
                        AND (wanted.submitted_at, wanted.id) < (bound.submitted_at, bound.id)
                    ORDER BY wanted.submitted_at DESC, wanted.id DESC
                    OFFSET 0
                ) AS of_status
                WHERE
                    of_status.point IS NOT NULL
                    AND (
                        CAST(:west AS float8) IS NULL
                        OR of_status.point && ST_MakeEnvelope(
                            CAST(:west AS float8), CAST(:south AS float8),
                            CAST(:east AS float8), CAST(:north AS float8), 4326)
                    )
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

tally AS (
    SELECT
        count(*) AS total,
        count(*) FILTER (WHERE colour = 'open') AS open,
        count(*) FILTER (WHERE colour = 'progress') AS progress,
        count(*) FILTER (WHERE colour = 'closed') AS closed
    FROM found WHERE NOT after
),

-- Of the snapshot that the list is of: as pyramid_state.sql says it.
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
    tally.total, tally.open, tally.progress, tally.closed, state.changes,
    r.number, r.status, r.colour, r.address, r.supporters, r.submitted_at,
    left(r.public_text, 400) AS text,
    kind.code AS category, kind.name_uk AS category_uk, kind.name_en AS category_en,
    ST_X(r.point) AS lon, ST_Y(r.point) AS lat,
    (
        SELECT p.storage_key FROM report_photo AS p
        WHERE p.report_id = r.id AND p.state = 'ready' AND p.hidden_at IS NULL
        ORDER BY p.kind DESC, p.position, p.id
        LIMIT 1
    ) AS photo_key
FROM tally
CROSS JOIN state
LEFT JOIN page ON true
LEFT JOIN report AS r ON r.id = page.id
LEFT JOIN kind ON kind.id = r.category_id
ORDER BY r.submitted_at DESC, r.id DESC
