-- The rest of the filter, for a facet's counts r, which are of whole months.
-- @colours      text[]  ["open"]
-- @first_month  int     24300
-- @end_month    int     24312
(CAST(:colours AS text[]) IS NULL OR r.colour = ANY(CAST(:colours AS text[])))
AND (CAST(:first_month AS int) IS NULL OR r.month >= CAST(:first_month AS int))
AND (CAST(:end_month AS int) IS NULL OR r.month < CAST(:end_month AS int))
AND
-- include reports/_filter_of_district
