-- Finds and enters the hromada in one statement, the first of every page.
-- One JSON column, since the driver's time grows with the number of columns.
-- @name      text     "pokrov"
-- @unserved  boolean  false
-- @plans     text     "force_custom_plan"
SELECT to_jsonb(card) || to_jsonb(ground) AS card,
       set_config('plan_cache_mode', :plans, true),
       -- Starting parallel workers would take longer than a page may.
       set_config('max_parallel_workers_per_gather', '0', true)
FROM (
    SELECT id, slug, katottg, name_uk, name_en, kind, oblast_uk, oblast_en, population, demo, zoom,
           served, unready, introduction_uk, introduction_en, hotline, contact_email,
           contact_phone, contact_address, logo_key,
           ST_X(centre) AS lon, ST_Y(centre) AS lat,
           -- The bounding box is in the boundary's header: the rest is not detoasted.
           ST_XMin(CAST(boundary AS box2d)) AS west, ST_YMin(CAST(boundary AS box2d)) AS south,
           ST_XMax(CAST(boundary AS box2d)) AS east, ST_YMax(CAST(boundary AS box2d)) AS north
    FROM hromada
    WHERE (slug = :name OR katottg = :name) AND (served OR :unserved)
) AS card
CROSS JOIN LATERAL (SELECT set_config('app.hromada_id', card.id::text, true) AS id) AS entered
-- It depends on having entered: before, the policy shows none of these rows.
CROSS JOIN LATERAL (
    SELECT
        coalesce(string_agg(DISTINCT nullif(s.attribution, ''), ' · '), '') AS attribution,
        coalesce(bool_or(s.features > 0), false) AS has_ground
    FROM basemap_source AS s
    WHERE s.hromada_id = CAST(entered.id AS bigint)
) AS ground
