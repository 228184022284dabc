-- Public open reports that may be about the same problem: of one category or its group, within the
-- category's metres and days of a point; the likeliest first. The box is in degrees, so that the
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
        r.confirmed_supporters, r.submitted_at, r.point, leaf.name_uk, leaf.name_en, leaf.same_kind, spot.radius_m,
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

within AS MATERIALIZED (
    SELECT * FROM near WHERE distance_m <= radius_m
),

-- Unrelated photos differ in 32 bits of 64 on average; from 16 on a difference proves nothing.
photos AS MATERIALIZED (
    SELECT
        p.report_id,
        greatest(0, 1 - min(bit_count(CAST(p.look # given.look AS bit(64)))) / 16.0) AS alike
    FROM unnest(CAST(:looks AS bigint[])) AS given (look)
    CROSS JOIN report_photo AS p
    WHERE
        p.report_id = ANY(ARRAY(SELECT id FROM within))
        AND p.kind = 'problem' AND p.state = 'ready' AND p.hidden_at IS NULL
        AND p.look IS NOT NULL
    GROUP BY p.report_id
),

scored AS MATERIALIZED (
    SELECT
        within.*, CAST(coalesce(photos.alike, 0) AS float8) AS photos_alike,
        CASE WHEN same_kind THEN 0.3 ELSE 0.1 END + 0.35 * (1 - distance_m / radius_m)
        + 0.4 * coalesce(photos.alike, 0) + 0.1 * (1 - greatest(age, 0)) AS score
    FROM within
    LEFT JOIN photos ON photos.report_id = within.id
),

-- Similar text adds a quarter at most: a report farther behind cannot come among the first by it.
hopeful AS MATERIALIZED (
    SELECT
        scored.*,
        CASE
            WHEN :words = '' THEN 0 ELSE CAST(similarity(public_text, :words) AS float8)
        END AS words_alike
    FROM scored
    WHERE score >= coalesce((
        SELECT score FROM scored ORDER BY score DESC OFFSET :most - 1 LIMIT 1
    ), 0) - 0.25
)

SELECT
    number, status, colour, public_text, address, supporters, confirmed_supporters, submitted_at,
    name_uk, name_en,
    same_kind, ST_X(point) AS lon, ST_Y(point) AS lat, distance_m, words_alike, photos_alike
FROM hopeful
ORDER BY score + 0.25 * words_alike DESC, distance_m, id
LIMIT :most
