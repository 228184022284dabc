-- The categories that match a filter: those named, and the leaves of named groups.
-- @hromada_id  bigint  1
-- @categories  text[]  ["roads"]
SELECT leaf.id FROM category AS leaf
LEFT JOIN category AS whole ON whole.id = leaf.parent_id
WHERE
    leaf.hromada_id = :hromada_id
    AND (
        leaf.code = ANY(CAST(:categories AS text[]))
        OR whole.code = ANY(CAST(:categories AS text[]))
    )
