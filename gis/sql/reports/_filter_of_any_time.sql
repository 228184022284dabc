-- The filter without its words and its period, said of r: reports, or changes of them.
-- Ids are gathered first, into arrays: the indexes of categories and bodies take these.
-- @statuses    text[]  ["published", "routed"]
-- @categories  text[]  ["roads"]
-- @bodies      text[]  ["udg"]
(CAST(:statuses AS text[]) IS NULL OR r.status = ANY(CAST(:statuses AS text[])))
AND
-- include reports/_filter_of_district
AND (
    CAST(:categories AS text[]) IS NULL
    OR r.category_id = ANY(ARRAY(
        -- include reports/_categories
    ))
)
AND (
    CAST(:bodies AS text[]) IS NULL
    OR r.body_id = ANY(ARRAY(
        -- include reports/_bodies
    ))
)
