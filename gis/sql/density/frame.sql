-- The base of density maps: the hromada's outline, its current districts, water and streets.
-- GeoJSON in EPSG:4326, five decimals (about a metre), each layer of the base map as one shape.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-01-01T00:00:00+02:00"
-- @tolerance   float        0.00005
-- @base_zoom   int          11
-- @row_limit   int          500
SELECT layer, id, name_uk, name_en, population, lon, lat, shape
FROM (
    SELECT
        'outline' AS layer,
        h.id,
        h.name_uk,
        h.name_en,
        h.population,
        ST_X(h.centre) AS lon,
        ST_Y(h.centre) AS lat,
        ST_AsGeoJSON(ST_SimplifyPreserveTopology(h.boundary, CAST(:tolerance AS float)), 5) AS shape
    FROM hromada AS h
    WHERE h.id = :hromada_id
    UNION ALL
    SELECT
        'district', d.id, d.name_uk, d.name_en, d.population,
        ST_X(d.label_point), ST_Y(d.label_point),
        ST_AsGeoJSON(ST_SimplifyPreserveTopology(d.boundary, CAST(:tolerance AS float)), 5)
    FROM district AS d
    WHERE d.hromada_id = :hromada_id
      AND d.valid_from <= CAST(:now AS timestamptz)
      AND (d.valid_to IS NULL OR d.valid_to > CAST(:now AS timestamptz))
    UNION ALL
    SELECT
        o.layer, min(o.id), '', '', NULL, NULL, NULL,
        -- One type of geometry per layer, so that Leaflet draws it as one path.
        ST_AsGeoJSON(
            ST_CollectionExtract(
                ST_Collect(ST_Simplify(ST_Transform(o.shape, 4326), CAST(:tolerance AS float), true)),
                CASE WHEN o.layer = 'street' THEN 2 ELSE 3 END
            ), 5
        )
    FROM basemap_overview AS o
    WHERE o.hromada_id = CAST(:hromada_id AS bigint) AND o.zoom = CAST(:base_zoom AS bigint)
      AND o.layer IN ('water', 'street')
    GROUP BY o.layer
) AS part
ORDER BY layer, name_uk COLLATE "uk-x-icu", id
LIMIT :row_limit
