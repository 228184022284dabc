-- The areas of responsibility in force in a hromada at a moment, in order of id, for the proof of
-- coverage: the categories (leaves and groups) of each, and whether its body accepts reports now.
-- @hromada_id  bigint       1
-- @at          timestamptz  "2026-01-01T00:00:00Z"
SELECT
    a.id, a.code, a.version, a.name_uk, a.name_en, a.body_id, a.priority, a.everything, a.area_m2,
    a.decision, a.whole_hromada, b.active AS acting,
    ST_AsBinary(a.boundary) AS boundary,
    ARRAY(
        SELECT ac.category_id FROM area_category AS ac
        WHERE ac.hromada_id = :hromada_id AND ac.area_id = a.id
        ORDER BY ac.category_id
    ) AS category_ids
FROM area AS a
JOIN body AS b ON b.hromada_id = a.hromada_id AND b.id = a.body_id
WHERE a.hromada_id = :hromada_id
    AND a.valid_from <= :at AND (a.valid_to IS NULL OR a.valid_to > :at)
ORDER BY a.id
