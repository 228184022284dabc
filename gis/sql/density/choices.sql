-- The groupings and filters of statistics: districts, bodies, groups and leaves of categories.
-- Ended districts are included: reports of their time still belong to them.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-01-01T00:00:00+02:00"
-- @row_limit   int          2000
SELECT kind, id, parent_id, code, name_uk, name_en, population, current
FROM (
    SELECT
        'district' AS kind,
        d.id,
        CAST(NULL AS bigint) AS parent_id,
        d.code,
        d.name_uk,
        d.name_en,
        d.population,
        d.valid_from <= CAST(:now AS timestamptz)
        AND (d.valid_to IS NULL OR d.valid_to > CAST(:now AS timestamptz)) AS current,
        0 AS position
    FROM district AS d
    WHERE d.hromada_id = :hromada_id
    UNION ALL
    SELECT 'body', b.id, NULL, b.code, b.name_uk, b.name_en, NULL, b.active, 0
    FROM body AS b
    WHERE b.hromada_id = :hromada_id
    UNION ALL
    SELECT 'category', c.id, c.parent_id, c.code, c.name_uk, c.name_en, NULL, c.active, c.position
    FROM category AS c
    WHERE c.hromada_id = :hromada_id
) AS choice
ORDER BY kind, position, name_uk COLLATE "uk-x-icu", id
LIMIT :row_limit
