-- The one text that writes events; the statement gives them as "step", a row a step. A report's go
-- in by their order, because the trigger that judges each looks at the one before.
INSERT INTO report_event (
    -- include reports/_event_columns
)
SELECT
-- include reports/_event_columns
FROM step ORDER BY report_id, n
RETURNING id, hromada_id, report_id, at, action, public
