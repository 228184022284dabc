-- Every version of every area of responsibility, those in force first.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-06-01T12:00:00+03:00"
SELECT a.id, a.code, a.version, a.name_uk, a.name_en, b.name_uk AS body_uk, b.name_en AS body_en,
       a.everything, a.priority, a.area_m2, a.decision, a.valid_from, a.valid_to,
       a.valid_from <= :now AND (a.valid_to IS NULL OR a.valid_to > :now) AS valid,
       b.active AS acting, a.whole_hromada,
       coalesce((
           SELECT string_agg(c.name_uk, ', ' ORDER BY c.position, c.id)
           FROM area_category AS ac JOIN category AS c ON c.id = ac.category_id
           WHERE ac.area_id = a.id
       ), '') AS categories_uk,
       coalesce((
           SELECT string_agg(c.name_en, ', ' ORDER BY c.position, c.id)
           FROM area_category AS ac JOIN category AS c ON c.id = ac.category_id
           WHERE ac.area_id = a.id
       ), '') AS categories_en
FROM area AS a JOIN body AS b ON b.id = a.body_id
WHERE a.hromada_id = :hromada_id
ORDER BY valid DESC, b.name_uk COLLATE "uk-x-icu", b.id, a.name_uk COLLATE "uk-x-icu", a.code,
         a.version DESC
LIMIT 1000
