-- The open reports of a hromada that lie where boundaries change and may move to another body.
-- report_queue_idx finds the open ones; the shape is the same for all, so it is prepared once.
-- @hromada_id  bigint  1
-- @shape       text    "0103000020E610000001000000040000000000000000004140CDCCCCCCCCCC4740CDCCCCCCCC0C4140CDCCCCCCCCCC4740CDCCCCCCCC0C41409A99999999D947400000000000004140CDCCCCCCCCCC4740"
-- @most        int     100000
SELECT
    r.id, r.number, r.status, r.category_id, r.body_id, r.hidden_at IS NOT NULL AS hidden,
    ST_X(r.point) AS lon, ST_Y(r.point) AS lat
FROM report AS r
WHERE r.hromada_id = :hromada_id
    AND report_is_open(r.status)
    AND ST_Covers(ST_GeomFromEWKB(decode(CAST(:shape AS text), 'hex')), r.point)
ORDER BY r.id
LIMIT :most
