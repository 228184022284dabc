-- The only INSERT into the outbox; the statement provides the rows as "entry". The key keeps an entry
-- from being queued twice.
INSERT INTO outbox (hromada_id, key, queue, kind, payload, created_at, next_at)
SELECT hromada_id, key, queue, kind, payload, at, at FROM entry
ON CONFLICT (key) DO NOTHING
