-- The condition of a filter (gis/report_filter.py) on reports r; a null parameter restricts
-- nothing. A box is a condition of its own: _box.sql, or cells of the map.
-- @hromada_id     bigint  1
-- @words          text    "%яма%"
-- @address_words  text    "%яма%"
(
    CAST(:words AS text) IS NULL
    OR r.public_text ILIKE :words
    -- The comma before the house number does not count.
    OR translate(r.address, ',', '') ILIKE CAST(:address_words AS text)
    OR r.category_id IN (
        SELECT k.id FROM category AS k
        WHERE k.hromada_id = :hromada_id AND (k.name_uk ILIKE :words OR k.name_en ILIKE :words))
    OR CAST(r.number AS text) ILIKE :words
)
AND
-- include reports/_filter_but_words
