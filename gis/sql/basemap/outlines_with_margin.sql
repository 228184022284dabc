-- The outlines of some hromadas with a margin, so that their map does not end at the border.
-- @hromada_ids  bigint[]  [1]
-- @metres       float8    1500
SELECT
    h.id, h.slug,
    ST_AsBinary(ST_Transform(ST_Buffer(
        ST_SimplifyPreserveTopology(ST_Transform(h.boundary, 3857), 20),
        -- Metres of Web Mercator are longer the farther north.
        CAST(:metres AS float8) / cos(radians(ST_Y(h.centre))), 'quad_segs=4'), 4326)) AS outline
FROM hromada AS h
WHERE h.id = ANY(CAST(:hromada_ids AS bigint[]))
ORDER BY h.id
