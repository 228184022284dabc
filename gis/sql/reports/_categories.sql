-- The categories that a filter lets through: those named, and the leaves of groups that are named.
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
