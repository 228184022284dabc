-- The districts of a hromada valid at a moment, to check that they tile it and to compare them.
-- @hromada_id  bigint       1
-- @at          timestamptz  "2026-01-01T00:00:00Z"
SELECT
    d.id, d.code, d.name_uk, d.name_en, d.kind, d.population, d.decision,
    ST_AsBinary(d.boundary) AS boundary
FROM district AS d
WHERE d.hromada_id = :hromada_id
    AND d.valid_from <= :at AND (d.valid_to IS NULL OR d.valid_to > :at)
ORDER BY d.id
