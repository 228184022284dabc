-- The number of addresses in a notice's area.
-- @hromada_id  bigint  1
-- @notice_id   bigint  1
SELECT count(DISTINCT a.id) AS addresses
FROM notice_piece AS p
JOIN address AS a ON a.point && p.piece
WHERE
    p.hromada_id = :hromada_id AND p.notice_id = :notice_id
    AND a.hromada_id = :hromada_id AND ST_Covers(p.piece, a.point)
