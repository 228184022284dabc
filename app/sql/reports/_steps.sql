-- The steps of "lived", which has a row a report.
SELECT lived.hromada_id, lived.report_id, life.*
FROM lived CROSS JOIN LATERAL jsonb_to_recordset(lived.events) AS life (
    n int, at timestamptz, action text, from_status text, to_status text, role text,
    account_id bigint, note text, public boolean, details jsonb
)
