-- What placement.sql decides for one spot, for many spots of one hromada: district, mask, and
-- every area of responsibility that is valid, covers the point and includes the kind. The rules
-- are the same; the winner is for app/domain/routing.py to say. ST_Covers goes through the GiST
-- indexes on boundary.
-- @hromada_id    bigint       1
-- @lons          float8[]     [34.08]
-- @lats          float8[]     [47.66]
-- @category_ids  bigint[]     [1]
-- @at            timestamptz  "2026-01-01T00:00:00Z"
WITH spot AS MATERIALIZED (
    SELECT s.n, c.id AS category_id, c.parent_id,
        ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326) AS point
    FROM unnest(
        CAST(:lons AS float8[]), CAST(:lats AS float8[]), CAST(:category_ids AS bigint[])
    ) WITH ORDINALITY AS s (lon, lat, category_id, n)
    JOIN category AS c ON c.hromada_id = :hromada_id AND c.id = s.category_id
),

candidate AS (
    SELECT
        spot.n,
        a.id AS area_id, a.code AS area_code, a.version AS area_version, a.name_uk AS area_name,
        a.body_id, a.priority, a.area_m2, a.decision,
        CASE
            WHEN bool_or(ac.category_id = spot.category_id) THEN 'category'
            WHEN bool_or(ac.category_id = spot.parent_id) THEN 'group'
            ELSE 'everything'
        END AS reach
    FROM spot
    JOIN area AS a ON
        a.hromada_id = :hromada_id
        AND ST_Covers(a.boundary, spot.point)
        AND a.valid_from <= :at
        AND (a.valid_to IS NULL OR a.valid_to > :at)
    LEFT JOIN area_category AS ac ON
        ac.area_id = a.id AND ac.category_id IN (spot.category_id, spot.parent_id)
    WHERE a.everything OR ac.area_id IS NOT NULL
    GROUP BY spot.n, a.id
)

SELECT
    (
        SELECT d.id FROM district AS d
        WHERE d.hromada_id = :hromada_id AND ST_Covers(d.boundary, spot.point)
            AND d.valid_from <= :at AND (d.valid_to IS NULL OR d.valid_to > :at)
        ORDER BY d.id LIMIT 1
    ) AS district_id,
    EXISTS (
        SELECT FROM masked_zone AS z
        WHERE z.hromada_id = :hromada_id AND ST_Covers(z.boundary, spot.point)
    ) AS masked,
    coalesce(
        (
            SELECT jsonb_agg(to_jsonb(candidate) - 'n' ORDER BY candidate.area_id)
            FROM candidate WHERE candidate.n = spot.n
        ),
        '[]'
    ) AS candidates
FROM spot
ORDER BY spot.n
