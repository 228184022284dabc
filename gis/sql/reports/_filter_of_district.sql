-- The filter's condition on districts, for r: reports, or changes or counts of them.
-- @hromada_id  bigint  1
-- @districts   text[]  ["centr"]
(
    CAST(:districts AS text[]) IS NULL
    OR r.district_id IN (
        SELECT d.id FROM district AS d
        WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
)
