-- Leases due entries of a queue, of each hromada in turn: who owes many letters delays nobody else's.
-- The hromadas that owe something are found one after another by the index, not among their entries;
-- what is chosen is read by its keys, so that no plan reads all that is owed.
-- @queue        text         "mail"
-- @now          timestamptz  "2026-06-01T12:00:00+03:00"
-- @lease_until  timestamptz  "2026-06-01T12:02:00+03:00"
-- @most         int          200
WITH RECURSIVE owing AS (
    SELECT min(hromada_id) AS hromada_id FROM outbox
    WHERE queue = :queue AND done_at IS NULL AND dead_at IS NULL
    UNION ALL
    SELECT (SELECT min(o.hromada_id) FROM outbox AS o
            WHERE o.queue = :queue AND o.hromada_id > owing.hromada_id
              AND o.done_at IS NULL AND o.dead_at IS NULL)
    FROM owing WHERE owing.hromada_id IS NOT NULL
), due AS (
    SELECT of_hromada.* FROM owing CROSS JOIN LATERAL (
        SELECT id, next_at, row_number() OVER (ORDER BY next_at, id) AS turn FROM outbox
        WHERE queue = :queue AND hromada_id = owing.hromada_id AND next_at <= :now
          AND done_at IS NULL AND dead_at IS NULL
        ORDER BY next_at, id LIMIT least(CAST(:most AS int), 60)
    ) AS of_hromada
    UNION ALL (
        SELECT id, next_at, row_number() OVER (ORDER BY next_at, id) FROM outbox
        WHERE queue = :queue AND hromada_id IS NULL AND next_at <= :now
          AND done_at IS NULL AND dead_at IS NULL
        ORDER BY next_at, id LIMIT least(CAST(:most AS int), 60)
    )
), chosen AS (
    SELECT o.id FROM outbox AS o
    WHERE o.id = ANY(ARRAY(SELECT due.id FROM due ORDER BY turn, next_at, id LIMIT :most))
      -- Judged again under the lock: another relay may have leased it since.
      AND o.next_at <= :now AND o.done_at IS NULL AND o.dead_at IS NULL
    FOR UPDATE OF o SKIP LOCKED
)
UPDATE outbox AS o SET next_at = :lease_until
WHERE o.id = ANY(ARRAY(SELECT id FROM chosen))
RETURNING o.id, o.hromada_id, o.attempts
