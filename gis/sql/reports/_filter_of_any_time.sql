-- The filter without its text search and period, on r: reports, or changes of them.
-- Ids are collected into arrays first, so that the indexes of categories and bodies are used.
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
