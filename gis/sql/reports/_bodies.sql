-- The bodies that match a filter.
-- @hromada_id  bigint  1
-- @bodies      text[]  ["udg"]
SELECT b.id FROM body AS b
WHERE b.hromada_id = :hromada_id AND b.code = ANY(CAST(:bodies AS text[]))
