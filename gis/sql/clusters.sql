-- A hromada's public reports in a box, clustered as report_tile.sql does it: by district up to
-- :districts_upto, else by cell and district; a lone report, or any from :pins_from on, is a pin
-- (number is set). Cells are those of the zoom's tiles.
-- The box is in 4326 and the column is not transformed: the index on point answers.
-- @hromada_id      bigint       1
-- @zoom            int          13
-- @west            float8       33.9
-- @south           float8       47.5
-- @east            float8       34.2
-- @north           float8       47.8
-- @districts_upto  int          13
-- @pins_from       int          16
-- @cells           int          6
-- @statuses        text[]       ["published", "routed"]
-- @categories      text[]       ["roads"]
-- @districts       text[]       ["centr"]
-- @bodies          text[]       ["udg"]
-- @since           timestamptz  "2026-01-01T00:00:00+02:00"
-- @until           timestamptz  "2026-06-01T00:00:00+03:00"
-- @words           text         "%яма%"
WITH frame AS MATERIALIZED (
    SELECT
        ST_MakeEnvelope(
            CAST(:west AS float8), CAST(:south AS float8),
            CAST(:east AS float8), CAST(:north AS float8), 4326) AS search,
        2 * corner / power(2, CAST(:zoom AS int)) / CAST(:cells AS int) AS cell,
        corner
    FROM (SELECT CAST(20037508.342789244 AS float8) AS corner) AS world
),

kind AS MATERIALIZED (
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

part AS MATERIALIZED (
    SELECT d.id, d.code, d.name_uk, d.name_en, d.label_point, d.label_point && search AS here
    FROM district AS d
    CROSS JOIN frame
    WHERE d.hromada_id = :hromada_id AND d.valid_to IS NULL
),

whole_district AS (
    SELECT
        wanted.district_id,
        count(*) AS total,
        count(*) FILTER (WHERE wanted.colour = 'open') AS open,
        count(*) FILTER (WHERE wanted.colour = 'progress') AS progress,
        count(*) FILTER (WHERE wanted.colour = 'closed') AS closed,
        ST_SetSRID(CAST(ST_Extent(wanted.point) AS geometry), 4326) AS span
    FROM wanted
    WHERE
        CAST(:zoom AS int) <= CAST(:districts_upto AS int)
        AND wanted.district_id = ANY(ARRAY(SELECT id FROM part WHERE here))
    GROUP BY wanted.district_id
),

near AS MATERIALIZED (
    SELECT wanted.*
    FROM frame
    JOIN wanted ON wanted.point && frame.search
    WHERE
        CAST(:zoom AS int) > CAST(:districts_upto AS int)
        OR wanted.district_id IS NULL
        OR wanted.district_id <> ALL(ARRAY(SELECT id FROM part))
),

placed AS MATERIALIZED (
    SELECT
        near.*, spot,
        CASE WHEN CAST(:zoom AS int) >= CAST(:pins_from AS int) THEN near.id END AS alone,
        floor((ST_X(spot) + corner) / cell) AS col,
        floor((corner - ST_Y(spot)) / cell) AS line
    FROM frame
    CROSS JOIN near
    CROSS JOIN LATERAL ST_Transform(near.point, 3857) AS spot
),

crowd AS (
    SELECT
        district_id, col, line,
        count(*) AS total,
        count(*) FILTER (WHERE colour = 'open') AS open,
        count(*) FILTER (WHERE colour = 'progress') AS progress,
        count(*) FILTER (WHERE colour = 'closed') AS closed,
        min(id) AS lone_id,
        avg(ST_X(spot)) AS mean_x,
        avg(ST_Y(spot)) AS mean_y,
        ST_SetSRID(CAST(ST_Extent(point) AS geometry), 4326) AS span
    FROM placed
    GROUP BY district_id, col, line, alone
),

cluster AS (
    SELECT
        c.district_id, c.total, c.open, c.progress, c.closed, c.span, false AS whole,
        CASE WHEN c.total = 1 THEN c.lone_id END AS report_id,
        CASE
            WHEN c.total = 1 THEN ST_SetSRID(ST_MakePoint(c.mean_x, c.mean_y), 3857)
            ELSE ST_SetSRID(ST_MakePoint(
                (col + least(0.75, greatest(0.25, (mean_x + corner) / cell - col))) * cell
                - corner,
                corner
                - (line + least(0.75, greatest(0.25, (corner - mean_y) / cell - line))) * cell
            ), 3857)
        END AS spot
    FROM crowd AS c, frame
    UNION ALL
    SELECT
        d.district_id, d.total, d.open, d.progress, d.closed, d.span, true, NULL,
        ST_Transform(part.label_point, 3857)
    FROM whole_district AS d
    JOIN part ON part.id = d.district_id
)

SELECT
    c.total, c.open, c.progress, c.closed, c.whole,
    coalesce(part.code, '') AS district,
    coalesce(part.name_uk, '') AS district_uk,
    coalesce(part.name_en, '') AS district_en,
    placed.number, placed.colour, placed.status, placed.category,
    placed.name_uk, placed.name_en,
    ST_X(place) AS lon, ST_Y(place) AS lat,
    ST_XMin(c.span) AS west, ST_YMin(c.span) AS south,
    ST_XMax(c.span) AS east, ST_YMax(c.span) AS north
FROM cluster AS c
CROSS JOIN LATERAL ST_Transform(c.spot, 4326) AS place
LEFT JOIN part ON part.id = c.district_id
LEFT JOIN placed ON placed.id = c.report_id
ORDER BY c.total DESC, placed.number DESC, lat, lon
LIMIT 5000
