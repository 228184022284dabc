-- The one text that writes obligations; the statement gives them as "debt". What is owed already is
-- owed once: that is what its key is for.
INSERT INTO outbox (hromada_id, key, queue, kind, payload, created_at, next_at)
SELECT hromada_id, key, queue, kind, payload, at, at FROM debt
ON CONFLICT (key) DO NOTHING
