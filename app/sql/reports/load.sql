-- Inserts reports with their histories, without letters.
-- Many travel as one document and are planned once: as a list of VALUES, 27 parameters a row,
-- PostgreSQL took four times as long to read it as to do it.
-- @hromada_id  bigint  1
-- @reports     jsonb   "[]"
WITH given AS MATERIALIZED (
    SELECT nextval('report_id_seq') AS report_id, r.n AS place, r.events, facts.*
    FROM jsonb_to_recordset(CAST(:reports AS jsonb)) AS r (n int, columns jsonb, events jsonb)
    CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS report), r.columns) AS facts
), inserted AS (
    INSERT INTO report (
        id, hromada_id,
        -- include reports/_loaded_columns
    )
    SELECT report_id, :hromada_id,
    -- include reports/_loaded_columns
    FROM given ORDER BY place
    RETURNING id, hromada_id
), history AS (
    SELECT inserted.hromada_id, given.report_id, given.events
    FROM inserted JOIN given ON given.report_id = inserted.id
), step AS (
    -- include reports/_steps
), event AS (
    -- include reports/_events
)
SELECT report_id FROM given ORDER BY place
