-- The only INSERT of events; the statement provides them as "step", a row a step. A report's are
-- inserted in order: the trigger that checks each one reads the one before.
INSERT INTO report_event (
    -- include reports/_event_columns
)
SELECT
-- include reports/_event_columns
FROM step ORDER BY report_id, n
RETURNING id, hromada_id, report_id, at, action, public
