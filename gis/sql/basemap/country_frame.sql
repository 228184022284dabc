-- Where the known hromadas lie on the country's drawing (hromada.drawn), in its units; by their
-- bounding boxes alone. NULL without hromadas.
WITH extent AS (
    SELECT
        count(*) AS known,
        -- Changes with every hromada that opens or closes.
        md5(coalesce(string_agg(id::text, ',' ORDER BY id) FILTER (WHERE served), '')) AS served,
        ST_Transform(ST_SetSRID(ST_Extent(boundary), 4326), 3857) AS box
    FROM hromada
)

SELECT
    known,
    left(served, 8) AS served,
    (ST_XMin(box) + -2460000) * 0.00098 AS west,
    (6884000 - ST_YMax(box)) * 0.00098 AS north,
    (ST_XMax(box) + -2460000) * 0.00098 AS east,
    (6884000 - ST_YMin(box)) * 0.00098 AS south
FROM extent
WHERE known > 0
