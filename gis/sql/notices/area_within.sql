-- The part of an area that lies inside a hromada, as EWKT of polygons; NULL if none does.
-- An area that lies wholly inside keeps its vertices.
-- @hromada_id  bigint  1
-- @area        text    "SRID=4326;MULTIPOLYGON(((34 47.6,34.1 47.6,34.1 47.7,34 47.6)))"
SELECT CASE WHEN NOT ST_IsEmpty(part.shape) THEN ST_AsEWKT(part.shape) END AS area
FROM hromada AS h
CROSS JOIN LATERAL (SELECT ST_MakeValid(ST_GeomFromEWKT(:area)) AS shape) AS given
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN ST_CoveredBy(given.shape, h.boundary) THEN given.shape
        ELSE ST_Intersection(h.boundary, given.shape)
    END AS shape
) AS met
CROSS JOIN LATERAL (SELECT ST_Multi(ST_CollectionExtract(met.shape, 3)) AS shape) AS part
WHERE h.id = :hromada_id
