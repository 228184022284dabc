-- Notices n, with all that a card of one shows.
SELECT n.id, n.title_uk, n.title_en, n.words_uk, n.words_en, n.decision, n.everything,
       n.starts_at, n.ends_at, n.ended_at, n.closing_uk, n.closing_en, n.body_id,
       coalesce(b.name_uk, '') AS body_uk, coalesce(b.name_en, '') AS body_en,
       ST_XMin(n.boundary) AS west, ST_YMin(n.boundary) AS south,
       ST_XMax(n.boundary) AS east, ST_YMax(n.boundary) AS north
FROM notice AS n
LEFT JOIN body AS b ON b.hromada_id = n.hromada_id AND b.id = n.body_id
