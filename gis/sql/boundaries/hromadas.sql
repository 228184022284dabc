-- Every hromada with its outline, oblast by oblast, to check that neighbours fit each other. The
-- demo hromada is left out: its outline is drawn over a real one.
-- @demo  boolean  false
SELECT h.id, h.katottg, h.name_uk, h.name_en, h.oblast_uk, ST_AsBinary(h.boundary) AS boundary
FROM hromada AS h
WHERE NOT h.demo OR :demo
ORDER BY h.oblast_uk, h.id
