-- The letters of "recipient": of several events of a report each reader gets the last.
SELECT DISTINCT ON (report_id, reader, reader_id)
    hromada_id, 'event:' || id || ':' || reader || ':' || reader_id AS key, 'mail' AS queue,
    CASE reader WHEN 'body' THEN 'body' WHEN 'account' THEN 'step-to-staff' ELSE 'step' END AS kind,
    jsonb_build_object('event_id', id, reader || '_id', reader_id) AS payload, at
FROM recipient
ORDER BY report_id, reader, reader_id, id DESC
