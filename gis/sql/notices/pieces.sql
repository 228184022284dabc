-- Cuts a notice's area into pieces of at most 64 vertices.
-- @hromada_id  bigint  1
-- @notice_id   bigint  1
INSERT INTO notice_piece (hromada_id, notice_id, piece)
SELECT n.hromada_id, n.id, part.geom
FROM notice AS n
CROSS JOIN LATERAL ST_Subdivide(n.boundary, 64) AS half
CROSS JOIN LATERAL ST_Dump(ST_CollectionExtract(half, 3)) AS part
WHERE n.hromada_id = :hromada_id AND n.id = :notice_id
