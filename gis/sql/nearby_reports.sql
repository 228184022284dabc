-- Public reports still open that may be about the same problem: of one kind or its group, within
-- the kind's metres and days of a point; the likeliest first. The box is in degrees, so that the
-- GiST index on (category_id, point) answers leaf by leaf; metres are then measured on the
-- ellipsoid, so no report is lost or added at the radius.
-- @hromada_id  bigint       1
-- @lon         float8       34.08
-- @lat         float8       47.66
-- @category    text         "roads.pothole"
-- @radius_m    float8       null
-- @words       text         "Глибока яма біля зупинки"
-- @looks       bigint[]     [81985529216486895]
-- @at          timestamptz  "2026-06-01T12:00:00+03:00"
-- @leave_out   bigint       0
-- @most        bigint       6
WITH kind AS MATERIALIZED (
    SELECT
        c.id, c.parent_id,
        coalesce(CAST(:radius_m AS float8), c.duplicate_radius_m) AS radius_m,
        c.duplicate_days * 86400.0 AS most_s
    FROM category AS c
    WHERE c.hromada_id = :hromada_id AND c.code = :category
),

spot AS MATERIALIZED (
    SELECT
        kind.radius_m, kind.most_s,
        CAST(s.point AS geography) AS place,
        CAST(:at AS timestamptz) - make_interval(secs => kind.most_s) AS since,
        -- A degree of latitude is at least 110,574 m; one per cent is for the ellipsoid.
        ST_Expand(
            s.point,
            1.01 * kind.radius_m / (110574 * cos(radians(CAST(:lat AS float8)))),
            1.01 * kind.radius_m / 110574
        ) AS box
    FROM kind, (
        SELECT ST_SetSRID(
            ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326) AS point
    ) AS s
),

leaf AS MATERIALIZED (
    SELECT sibling.id, sibling.name_uk, sibling.name_en, sibling.id = kind.id AS same_kind
    FROM kind
    JOIN category AS sibling ON
        sibling.hromada_id = :hromada_id AND sibling.parent_id = kind.parent_id
),

near AS MATERIALIZED (
    SELECT
        r.id, r.number, r.status, r.colour, r.public_text, r.address, r.supporters,
        r.submitted_at, r.point, leaf.name_uk, leaf.name_en, leaf.same_kind, spot.radius_m,
        ST_Distance(CAST(r.point AS geography), spot.place) AS distance_m,
        extract(EPOCH FROM CAST(:at AS timestamptz) - r.submitted_at) / spot.most_s AS age
    FROM spot
    CROSS JOIN leaf
    JOIN report AS r ON
        r.category_id = leaf.id
        AND r.point && spot.box
        AND r.hromada_id = :hromada_id
        AND r.public
        AND r.colour <> 'closed'
    WHERE r.submitted_at > spot.since AND r.id <> :leave_out
),

judged AS (
    SELECT
        near.*,
        CASE WHEN :words = '' THEN 0 ELSE similarity(near.public_text, :words) END AS words_alike,
        CASE WHEN cardinality(CAST(:looks AS bigint[])) = 0 THEN 0 ELSE (
            -- Unlike photos differ in 32 bits of 64; from 16 on nothing is proved.
            SELECT greatest(0, 1 - min(bit_count(CAST(p.look # given.look AS bit(64)))) / 16.0)
            FROM report_photo AS p, unnest(CAST(:looks AS bigint[])) AS given (look)
            WHERE p.report_id = near.id AND p.kind = 'problem' AND p.state = 'ready'
              AND p.hidden_at IS NULL AND p.look IS NOT NULL
        ) END AS photos_alike
    FROM near
    WHERE near.distance_m <= near.radius_m
)

SELECT
    number, status, colour, public_text, address, supporters, submitted_at, name_uk, name_en,
    same_kind, ST_X(point) AS lon, ST_Y(point) AS lat, distance_m,
    CAST(words_alike AS float8) AS words_alike,
    CAST(coalesce(photos_alike, 0) AS float8) AS photos_alike
FROM judged
ORDER BY
    CASE WHEN same_kind THEN 0.3 ELSE 0.1 END + 0.35 * (1 - distance_m / radius_m)
    + 0.25 * words_alike + 0.4 * coalesce(photos_alike, 0) + 0.1 * (1 - greatest(age, 0)) DESC,
    distance_m, id
LIMIT :most
