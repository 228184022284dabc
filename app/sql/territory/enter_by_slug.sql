-- Finds the hromada and enters it in one statement: every page begins with this.
-- One column, for each costs the driver as much as a page's line.
-- @name      text     "pokrov"
-- @unserved  boolean  false
-- @plans     text     "force_custom_plan"
SELECT to_jsonb(card) AS card,
       set_config('app.hromada_id', card.id::text, true),
       set_config('plan_cache_mode', :plans, true),
       -- To begin helpers takes longer than a page may.
       set_config('max_parallel_workers_per_gather', '0', true)
FROM (
    SELECT id, slug, katottg, name_uk, name_en, kind, oblast_uk, oblast_en, population, demo, zoom,
           ST_X(centre) AS lon, ST_Y(centre) AS lat,
           -- The box stands in the boundary's first bytes: the other thousands are not read.
           ST_XMin(CAST(boundary AS box2d)) AS west, ST_YMin(CAST(boundary AS box2d)) AS south,
           ST_XMax(CAST(boundary AS box2d)) AS east, ST_YMax(CAST(boundary AS box2d)) AS north
    FROM hromada
    WHERE (slug = :name OR katottg = :name) AND (served OR :unserved)
) AS card
