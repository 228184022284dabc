-- Sets the district of every report of a hromada after its districts changed. The rule is that of
-- placement.sql: borders belong to both sides, and the older district wins. ST_Covers goes through
-- district_boundary_idx.
-- @hromada_id  bigint       1
-- @at          timestamptz  "2026-01-01T00:00:00Z"
UPDATE report AS r SET district_id = placed.district_id
FROM (
    SELECT
        p.id,
        (
            SELECT d.id FROM district AS d
            WHERE d.hromada_id = :hromada_id AND ST_Covers(d.boundary, p.point)
                AND d.valid_from <= :at AND (d.valid_to IS NULL OR d.valid_to > :at)
            ORDER BY d.id LIMIT 1
        ) AS district_id
    FROM report AS p
    WHERE p.hromada_id = :hromada_id
) AS placed
WHERE r.id = placed.id AND r.hromada_id = :hromada_id
    AND r.district_id IS DISTINCT FROM placed.district_id
