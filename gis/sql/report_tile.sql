-- One map tile of a hromada's public reports: layers districts, clusters and reports.
--
-- Clusters never mix districts. Up to the zoom :districts_upto there is one for each district, at
-- its label; above it one for each cell of the tile in each district. Cells are counted from the
-- world's corner, so each lies in one tile: what the tiles of a zoom hold sums up to exactly the
-- reports there are. A lone report in its cell, or any from :pins_from on, is a pin.
-- The envelope is transformed, not the column: the index on point is in 4326.
-- @hromada_id      bigint       1
-- @zoom            int          13
-- @x               int          4870
-- @y               int          2857
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
WITH tile AS MATERIALIZED (
    SELECT
        clip,
        -- A hair wider: what lies on the side must not be lost to rounding.
        ST_Expand(ST_Transform(clip, 4326), 1e-9) AS search,
        -- By the same arithmetic for every tile: measured on the tile itself, it differs in the
        -- last digit, and what lies on a side would be in no tile or in two.
        2 * corner / power(2, CAST(:zoom AS int)) / CAST(:cells AS int) AS cell,
        corner
    FROM ST_TileEnvelope(CAST(:zoom AS int), CAST(:x AS int), CAST(:y AS int)) AS clip
    CROSS JOIN (SELECT CAST(20037508.342789244 AS float8) AS corner) AS world
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
    SELECT
        d.id, d.code, d.name_uk, d.name_en, label,
        floor((ST_X(label) + corner) / cell / :cells) = CAST(:x AS int)
        AND floor((corner - ST_Y(label)) / cell / :cells) = CAST(:y AS int) AS here
    FROM district AS d
    CROSS JOIN tile
    CROSS JOIN LATERAL ST_Transform(d.label_point, 3857) AS label
    WHERE d.hromada_id = :hromada_id AND d.valid_to IS NULL
),

-- Whole districts, wherever their reports lie; only those labelled in this tile are counted.
whole_district AS MATERIALIZED (
    SELECT
        wanted.district_id AS id,
        count(*) AS total,
        count(*) FILTER (WHERE wanted.colour = 'open') AS open,
        count(*) FILTER (WHERE wanted.colour = 'progress') AS progress,
        count(*) FILTER (WHERE wanted.colour = 'closed') AS closed,
        ST_SetSRID(CAST(ST_Extent(wanted.point) AS geometry), 4326) AS span
    FROM wanted
    WHERE
        -- Known before the first report is read: most tiles hold no label and read none.
        (SELECT bool_or(here) FROM part)
        AND wanted.district_id = ANY(ARRAY(SELECT id FROM part WHERE here))
    GROUP BY wanted.district_id
),

-- What is not counted by whole districts at this zoom; a report in no district never is.
-- Apart from the arithmetic below, of which the planner thinks that it lets one row through.
near AS MATERIALIZED (
    SELECT wanted.*
    FROM tile
    JOIN wanted ON wanted.point && tile.search
    WHERE
        CAST(:zoom AS int) > CAST(:districts_upto AS int)
        OR wanted.district_id IS NULL
        OR wanted.district_id <> ALL(ARRAY(SELECT id FROM part))
),

placed AS MATERIALIZED (
    SELECT near.*, part.code, spot, col, line
    FROM tile
    CROSS JOIN near
    CROSS JOIN LATERAL ST_Transform(near.point, 3857) AS spot
    CROSS JOIN LATERAL (
        SELECT
            floor((ST_X(spot) + corner) / cell) AS col,
            floor((corner - ST_Y(spot)) / cell) AS line
    ) AS square
    LEFT JOIN part ON part.id = near.district_id
    WHERE
        floor(col / :cells) = CAST(:x AS int)
        AND floor(line / :cells) = CAST(:y AS int)
),

crowd AS MATERIALIZED (
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
    GROUP BY district_id, col, line
),

cluster AS (
    SELECT
        c.district_id, c.total, c.open, c.progress, c.closed, c.span, false AS whole,
        -- Held off the cell's sides, so that neighbours do not cover each other.
        ST_SetSRID(ST_MakePoint(
            (col + least(0.75, greatest(0.25, (mean_x + corner) / cell - col))) * cell - corner,
            corner - (line + least(0.75, greatest(0.25, (corner - mean_y) / cell - line))) * cell
        ), 3857) AS spot
    FROM crowd AS c, tile
    WHERE c.total > 1 AND CAST(:zoom AS int) < CAST(:pins_from AS int)
    UNION ALL
    SELECT d.id, d.total, d.open, d.progress, d.closed, d.span, true, part.label
    FROM whole_district AS d
    JOIN part ON part.id = d.id
    WHERE CAST(:zoom AS int) <= CAST(:districts_upto AS int)
),

districts AS (
    SELECT
        part.code, part.name_uk, part.name_en,
        coalesce(d.total, 0) AS total,
        coalesce(d.open, 0) AS open,
        coalesce(d.progress, 0) AS progress,
        coalesce(d.closed, 0) AS closed,
        ST_AsMVTGeom(part.label, tile.clip, 4096, 64) AS geom
    FROM tile
    CROSS JOIN part
    LEFT JOIN whole_district AS d ON d.id = part.id
    WHERE part.here
    ORDER BY part.code
),

clusters AS (
    SELECT
        coalesce(part.code, '') AS district,
        coalesce(part.name_uk, '') AS name_uk,
        coalesce(part.name_en, '') AS name_en,
        c.total, c.open, c.progress, c.closed, c.whole,
        ST_XMin(c.span) AS west, ST_YMin(c.span) AS south,
        ST_XMax(c.span) AS east, ST_YMax(c.span) AS north,
        ST_AsMVTGeom(c.spot, tile.clip, 4096, 64) AS geom
    FROM cluster AS c
    CROSS JOIN tile
    LEFT JOIN part ON part.id = c.district_id
    ORDER BY c.total DESC, c.district_id, geom
),

reports AS (
    SELECT
        p.number AS id, p.number, p.colour, p.status, p.category, p.name_uk, p.name_en,
        coalesce(p.code, '') AS district,
        ST_AsMVTGeom(p.spot, tile.clip, 4096, 64) AS geom
    FROM placed AS p
    CROSS JOIN tile
    WHERE
        CAST(:zoom AS int) >= CAST(:pins_from AS int)
        OR p.id IN (SELECT lone_id FROM crowd WHERE total = 1)
    ORDER BY p.id DESC
    LIMIT 20000
)

SELECT
    coalesce((SELECT ST_AsMVT(districts, 'districts', 4096, 'geom') FROM districts), '')
    || coalesce((SELECT ST_AsMVT(clusters, 'clusters', 4096, 'geom') FROM clusters), '')
    || coalesce((SELECT ST_AsMVT(reports, 'reports', 4096, 'geom', 'id') FROM reports), '')
    AS mvt
