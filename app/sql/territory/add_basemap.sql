-- Adds features to a hromada's basemap.
-- @hromada_id  bigint  1
-- @source      text    "openstreetmap"
-- @layers      text[]  ["street"]
-- @kinds       text[]  ["main"]
-- @classes     text[]  ["primary"]
-- @names_uk    text[]  ["вулиця Поштова"]
-- @names_en    text[]  ["vulytsia Poshtova"]
-- @min_zooms   int[]   [0]
-- @shapes      text[]  ["0101000020E610000000000000000041400000000000804740"]
INSERT INTO basemap_feature (hromada_id, source, layer, kind, class, name_uk, name_en, min_zoom, shape)
SELECT :hromada_id, :source, layer, kind, class, name_uk, name_en, min_zoom, CAST(shape AS geometry)
FROM unnest(
    CAST(:layers AS text[]), CAST(:kinds AS text[]), CAST(:classes AS text[]),
    CAST(:names_uk AS text[]), CAST(:names_en AS text[]), CAST(:min_zooms AS int[]),
    CAST(:shapes AS text[])
) AS given (layer, kind, class, name_uk, name_en, min_zoom, shape)
