-- The outlines of some hromadas as one small drawing, 1000 units wide: path data, y downwards, with
-- the drawing's height on every row. Web Mercator; simplified to a unit.
-- @codes  text[]  ["UA00000000000000001"]
WITH shape AS MATERIALIZED (
    SELECT
        h.slug, h.name_uk, h.name_en, h.kind,
        h.boundary, ST_Transform(h.boundary, 3857) AS outline, ST_Transform(h.centre, 3857) AS centre
    FROM hromada AS h
    WHERE h.served AND h.katottg = ANY(CAST(:codes AS text[]))
),

frame AS MATERIALIZED (
    SELECT
        ST_XMin(box) AS west,
        ST_YMax(box) AS north,
        1000 / greatest(ST_XMax(box) - ST_XMin(box), 1) AS scale,
        1000 * (ST_YMax(box) - ST_YMin(box)) / greatest(ST_XMax(box) - ST_XMin(box), 1) AS height,
        degrees
    FROM (
        SELECT ST_Extent(outline) AS box, ST_Extent(boundary) AS degrees FROM shape
    ) AS extent
)

SELECT
    *,
    -- A name starts or ends at a point near the side, and is below one near the top: it is not cut.
    CASE WHEN x < 330 THEN 'start' WHEN x > 670 THEN 'end' ELSE 'middle' END AS anchor,
    CASE WHEN y < 40 THEN y + 56 ELSE y - 26 END AS name_y
FROM (
    SELECT
        shape.slug, shape.name_uk, shape.name_en, shape.kind, frame.height,
        ST_XMin(frame.degrees) AS west, ST_YMin(frame.degrees) AS south,
        ST_XMax(frame.degrees) AS east, ST_YMax(frame.degrees) AS north,
        ST_AsSVG(
            ST_TransScale(
                ST_Simplify(shape.outline, 1 / frame.scale, true), -frame.west, -frame.north, scale, scale), 1, 0
        ) AS path,
        round(CAST((ST_X(centre) - frame.west) * scale AS numeric), 1) AS x,
        round(CAST((frame.north - ST_Y(centre)) * scale AS numeric), 1) AS y
    FROM shape, frame
) AS drawn
ORDER BY name_uk COLLATE "uk-x-icu", slug
LIMIT 200
