-- Public reports of a period counted on a grid, as centres of its cells (EPSG:4326).
-- Cells, not reports: no door is pointed at, and the result stays small.
-- @hromada_id  bigint       1
-- @cell_lon    float        0.00134
-- @cell_lat    float        0.0009
-- @row_limit   int          8001
WITH counted AS (
    -- A grid in degrees, made square by the caller: no row is transformed.
    SELECT
        floor(ST_X(r.point) / CAST(:cell_lon AS float)) AS x,
        floor(ST_Y(r.point) / CAST(:cell_lat AS float)) AS y,
        count(*) AS reports
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id
        AND r.public
        AND
        -- include reports/_filter_but_words
    GROUP BY 1, 2
)

SELECT
    (x + 0.5) * CAST(:cell_lon AS float) AS lon,
    (y + 0.5) * CAST(:cell_lat AS float) AS lat,
    reports
FROM counted
ORDER BY reports DESC, x, y
LIMIT :row_limit
