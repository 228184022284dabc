-- Which reports a filter (gis/report_filter.py) lets through, said of r: reports. What is null
-- leaves its side open. Who has a box asks for it by _box.sql or by cells of the map.
-- @hromada_id     bigint  1
-- @words          text    "%яма%"
-- @address_words  text    "%яма%"
(
    CAST(:words AS text) IS NULL
    OR r.public_text ILIKE :words
    -- With or without the comma before the house.
    OR translate(r.address, ',', '') ILIKE CAST(:address_words AS text)
    OR r.category_id IN (
        SELECT k.id FROM category AS k
        WHERE k.hromada_id = :hromada_id AND (k.name_uk ILIKE :words OR k.name_en ILIKE :words))
    OR CAST(r.number AS text) ILIKE :words
)
AND
-- include reports/_filter_but_words
