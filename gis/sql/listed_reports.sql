-- A page of a hromada's public reports, newest first, with how many there are in all; within a
-- box where one is given, after the report numbered :after where one is given.
-- There is always a row: without reports it has the counts alone (number is null).
-- The box is in 4326 and the column is not transformed: the index on point answers.
-- @hromada_id  bigint       1
-- @west        float8       33.9
-- @south       float8       47.5
-- @east        float8       34.2
-- @north       float8       47.8
-- @after       bigint       100
-- @most        int          20
-- @statuses    text[]       ["published", "routed"]
-- @categories  text[]       ["roads"]
-- @districts   text[]       ["centr"]
-- @bodies      text[]       ["udg"]
-- @since       timestamptz  "2026-01-01T00:00:00+02:00"
-- @until       timestamptz  "2026-06-01T00:00:00+03:00"
-- @words       text         "%яма%"
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
        r.id, r.number, r.colour, r.status, r.district_id, r.point, r.submitted_at,
        kind.code AS category, kind.name_uk, kind.name_en
    FROM report AS r
    JOIN kind ON kind.id = r.category_id
    WHERE
        r.hromada_id = :hromada_id
        AND r.public
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
            OR r.address ILIKE :words
            OR kind.name_uk ILIKE :words
            OR kind.name_en ILIKE :words
            OR CAST(r.number AS text) ILIKE :words
        )
),

found AS MATERIALIZED (
    SELECT wanted.id, wanted.colour, wanted.submitted_at
    FROM wanted
    WHERE
        CAST(:west AS float8) IS NULL
        OR wanted.point && ST_MakeEnvelope(
            CAST(:west AS float8), CAST(:south AS float8),
            CAST(:east AS float8), CAST(:north AS float8), 4326)
),

tally AS (
    SELECT
        count(*) AS total,
        count(*) FILTER (WHERE colour = 'open') AS open,
        count(*) FILTER (WHERE colour = 'progress') AS progress,
        count(*) FILTER (WHERE colour = 'closed') AS closed
    FROM found
),

page AS (
    SELECT found.id
    FROM found
    WHERE
        CAST(:after AS bigint) IS NULL
        OR (found.submitted_at, found.id) < (
            SELECT r.submitted_at, r.id FROM report AS r
            WHERE r.hromada_id = :hromada_id AND r.number = CAST(:after AS bigint))
    ORDER BY found.submitted_at DESC, found.id DESC
    LIMIT :most
)

SELECT
    tally.total, tally.open, tally.progress, tally.closed,
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
LEFT JOIN page ON true
LEFT JOIN report AS r ON r.id = page.id
LEFT JOIN kind ON kind.id = r.category_id
ORDER BY r.submitted_at DESC, r.id DESC
