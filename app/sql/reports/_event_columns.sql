-- All that is written of an event.
hromada_id, report_id, at, action, from_status, to_status, role, account_id, note, public, details
