-- Upserts former names of streets; counts the new and the changed.
-- @hromada_id  bigint  1
-- @news        text[]  ["вулиця Нова"]
-- @olds        text[]  ["вулиця Стара"]
-- @sinces      date[]  ["2024-01-01"]
WITH given AS (
    SELECT new, old, max(since) AS since
    FROM unnest(CAST(:news AS text[]), CAST(:olds AS text[]), CAST(:sinces AS date[]))
        AS g (new, old, since)
    WHERE new <> old GROUP BY new, old
), taken AS (
    INSERT INTO street_name (hromada_id, street_uk, name, former, since)
    SELECT :hromada_id, g.new, g.old, true, g.since FROM given AS g
    ORDER BY g.new, g.old
    ON CONFLICT (hromada_id, street_uk, name) DO UPDATE SET since = excluded.since
    WHERE street_name.former AND excluded.since IS DISTINCT FROM street_name.since
        AND excluded.since IS NOT NULL
    RETURNING xmax = 0 AS new
)
SELECT count(*) FILTER (WHERE new) AS new, count(*) FILTER (WHERE NOT new) AS changed FROM taken
