-- What the facet's rows are about: one of all, leaf categories, bodies, statuses, both of the first.
SELECT CAST(0 AS bigint) AS id WHERE CAST(:facet AS int) = 1
UNION ALL
SELECT leaf.id FROM category AS leaf
LEFT JOIN category AS whole ON whole.id = leaf.parent_id
WHERE CAST(:facet AS int) IN (2, 3) AND leaf.hromada_id = :hromada_id AND (
    leaf.code = ANY(CAST(:categories AS text[]))
    OR whole.code = ANY(CAST(:categories AS text[])))
UNION ALL
SELECT b.id FROM body AS b
WHERE CAST(:facet AS int) = 4 AND b.hromada_id = :hromada_id
    AND b.code = ANY(CAST(:bodies AS text[]))
UNION ALL
SELECT map_status(status) FROM unnest(CAST(:statuses AS text[])) AS s (status)
WHERE CAST(:facet AS int) = 5
UNION ALL
SELECT leaf.id << 32 | b.id FROM category AS leaf
LEFT JOIN category AS whole ON whole.id = leaf.parent_id
JOIN body AS b ON b.hromada_id = leaf.hromada_id AND b.code = ANY(CAST(:bodies AS text[]))
WHERE CAST(:facet AS int) = 6 AND leaf.hromada_id = :hromada_id AND (
    leaf.code = ANY(CAST(:categories AS text[]))
    OR whole.code = ANY(CAST(:categories AS text[])))
