-- Everything that a point and a category determine in one hromada: is it inside, which district, is
-- it masked, and every valid area of responsibility that covers it and includes the category, of a
-- body that accepts reports; the nearest address and the hromada's settings in force.
-- One round trip for the whole decision. Borders belong to both sides (ST_Covers);
-- app/domain/routing.py chooses the winner. The boxes (&&) are for the GiST indexes on boundary:
-- under row-level security only a leakproof operator reaches an index, and ST_Covers is not.
-- @hromada_id  bigint       1
-- @lon         float8       34.08
-- @lat         float8       47.66
-- @category    text         "roads.pothole"
-- @at          timestamptz  "2026-01-01T00:00:00Z"
WITH spot AS MATERIALIZED (
    SELECT ST_SetSRID(
        ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326) AS point
),

kind AS MATERIALIZED (
    SELECT c.*, b.id AS acting_default_id
    FROM category AS c
    LEFT JOIN body AS b ON b.hromada_id = c.hromada_id AND b.id = c.default_body_id AND b.active
    WHERE c.hromada_id = :hromada_id AND c.code = :category AND c.active
),

candidate AS (
    SELECT
        a.id AS area_id, a.code AS area_code, a.version AS area_version, a.name_uk AS area_name,
        a.body_id, a.priority, a.area_m2, a.decision,
        CASE
            WHEN bool_or(ac.category_id = kind.id) THEN 'category'
            WHEN bool_or(ac.category_id = kind.parent_id) THEN 'group'
            ELSE 'everything'
        END AS reach
    FROM kind
    CROSS JOIN spot
    JOIN area AS a ON
        a.hromada_id = :hromada_id
        AND a.boundary && spot.point
        AND ST_Covers(a.boundary, spot.point)
        AND a.valid_from <= :at
        AND (a.valid_to IS NULL OR a.valid_to > :at)
    JOIN body AS b ON b.hromada_id = a.hromada_id AND b.id = a.body_id AND b.active
    LEFT JOIN area_category AS ac ON
        ac.area_id = a.id AND ac.category_id IN (kind.id, kind.parent_id)
    WHERE a.everything OR ac.area_id IS NOT NULL
    GROUP BY a.id
)

-- One column: each costs the driver more than its value.
SELECT to_jsonb(found) AS found
FROM (
    SELECT
        EXISTS (
            SELECT FROM hromada AS h
            WHERE h.id = :hromada_id AND ST_Covers(h.boundary, spot.point)
        ) AS inside,
        (SELECT to_jsonb(kind) FROM kind) AS category,
        (
            SELECT d.id FROM district AS d
            WHERE d.hromada_id = :hromada_id AND d.boundary && spot.point
                AND ST_Covers(d.boundary, spot.point)
                AND d.valid_from <= :at AND (d.valid_to IS NULL OR d.valid_to > :at)
            -- A point on a border belongs to the older district.
            ORDER BY d.id LIMIT 1
        ) AS district_id,
        EXISTS (
            SELECT FROM masked_zone AS z
            WHERE z.hromada_id = :hromada_id AND z.boundary && spot.point
                AND ST_Covers(z.boundary, spot.point) AND z.ended_at IS NULL
        ) AS masked,
        coalesce(
            (SELECT jsonb_agg(to_jsonb(candidate) ORDER BY candidate.area_id) FROM candidate), '[]'
        ) AS candidates,
        (
            SELECT to_jsonb(near) FROM (
                -- include basemap/nearby_address
            ) AS near
        ) AS address,
        (
            SELECT jsonb_object_agg(term.name, term.value)
            FROM (
                SELECT DISTINCT ON (s.name) s.name, s.value
                FROM hromada_setting AS s
                WHERE s.hromada_id = :hromada_id AND s.valid_from <= :at
                ORDER BY s.name, s.valid_from DESC
            ) AS term
        ) AS terms
    FROM spot
) AS found
