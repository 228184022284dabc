-- What some sources drew of a hromada's basemap: ids, with a digest of all that a feature is.
-- @hromada_id  bigint  1
-- @sources     text[]  ["openstreetmap"]
SELECT f.id, md5(concat_ws('|', f.source, f.layer, f.kind, f.class, f.name_uk, f.name_en, f.min_zoom,
    upper(encode(ST_AsEWKB(f.shape, 'NDR'), 'hex')))) AS digest
FROM basemap_feature AS f
WHERE f.hromada_id = :hromada_id AND f.source = ANY(CAST(:sources AS text[]))
