-- The notices of these numbers, the latest to begin first.
-- @hromada_id  bigint    1
-- @ids         bigint[]  [1]
-- include notices/_cards
WHERE n.hromada_id = :hromada_id AND n.id = ANY(:ids) ORDER BY n.starts_at DESC, n.id DESC
