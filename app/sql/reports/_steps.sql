-- The steps of "history", which has a row a report.
SELECT history.hromada_id, history.report_id, life.*
FROM history CROSS JOIN LATERAL jsonb_to_recordset(history.events) AS life (
    n int, at timestamptz, action text, from_status text, to_status text, role text,
    account_id bigint, note text, public boolean, details jsonb
)
