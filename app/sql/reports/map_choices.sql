-- The choices of the filters of a hromada's map: districts, bodies, categories.
-- @hromada_id  bigint  1
SELECT sort, code, name_uk, name_en, part_of
FROM (
    SELECT 'district' AS sort, code, name_uk, name_en, '' AS part_of, 0 AS position
    FROM district
    WHERE hromada_id = :hromada_id AND valid_to IS NULL
    UNION ALL
    SELECT 'body', code, name_uk, name_en, '', 0
    FROM body
    WHERE hromada_id = :hromada_id AND active
    UNION ALL
    SELECT 'category', leaf.code, leaf.name_uk, leaf.name_en, coalesce(whole.code, ''),
           leaf.position
    FROM category AS leaf
    LEFT JOIN category AS whole ON whole.id = leaf.parent_id
    WHERE leaf.hromada_id = :hromada_id AND leaf.active AND NOT leaf.hide_on_map
) AS choice
ORDER BY sort, position, name_uk COLLATE "uk-x-icu", code
LIMIT 2000
