-- Public reports still open, of one kind or its group, within metres of a point: the same kind
-- first, then the nearest. The box is in degrees, so that the GiST index on (category_id, point)
-- answers leaf by leaf; metres are then measured on the ellipsoid.
-- @hromada_id  bigint  1
-- @lon         float8  34.08
-- @lat         float8  47.66
-- @category    text    "roads.pothole"
-- @radius_m    float8  100
-- @most        bigint  6
WITH spot AS MATERIALIZED (
    SELECT
        s.point,
        CAST(s.point AS geography) AS place,
        -- A degree of latitude is at least 110,574 m; one per cent is for the ellipsoid.
        ST_Expand(
            s.point,
            1.01 * :radius_m / (110574 * cos(radians(CAST(:lat AS float8)))),
            1.01 * :radius_m / 110574
        ) AS box
    FROM (
        SELECT ST_SetSRID(
            ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326) AS point
    ) AS s
),

leaf AS MATERIALIZED (
    SELECT sibling.id, sibling.name_uk, sibling.name_en, sibling.id = kind.id AS same_kind
    FROM category AS kind
    JOIN category AS sibling ON
        sibling.hromada_id = kind.hromada_id AND sibling.parent_id = kind.parent_id
    WHERE kind.hromada_id = :hromada_id AND kind.code = :category
)

SELECT
    r.number, r.status, r.colour, r.public_text, r.address, r.supporters, r.submitted_at,
    leaf.name_uk, leaf.name_en, leaf.same_kind,
    ST_X(r.point) AS lon, ST_Y(r.point) AS lat,
    ST_Distance(CAST(r.point AS geography), spot.place) AS distance_m
FROM spot
CROSS JOIN leaf
JOIN report AS r ON
    r.category_id = leaf.id
    AND r.point && spot.box
    AND r.hromada_id = :hromada_id
    AND r.public
    AND r.colour <> 'closed'
WHERE ST_DWithin(CAST(r.point AS geography), spot.place, CAST(:radius_m AS float8))
ORDER BY leaf.same_kind DESC, distance_m, r.id
LIMIT :most
