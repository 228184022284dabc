-- Deletes a hromada's counts and the deltas visible here, and gives its map a new version.
-- @hromada_id  bigint   1
-- @faceted     boolean  true
WITH cells AS (DELETE FROM cell_count WHERE hromada_id = :hromada_id),
facets AS (DELETE FROM facet_count WHERE hromada_id = :hromada_id),
gone AS (DELETE FROM count_delta WHERE hromada_id = :hromada_id RETURNING 1)
INSERT INTO hromada_count AS kept (hromada_id, changes, faceted)
SELECT :hromada_id, 1 + count(*), CAST(:faceted AS boolean) FROM gone
-- One more than the deltas: the counts shown before may have been wrong.
ON CONFLICT (hromada_id) DO UPDATE SET
    changes = kept.changes + excluded.changes, faceted = excluded.faceted,
    open = 0, progress = 0, closed = 0
