-- Statistics of the public reports of a period: a row for each district, each body, and all.
-- An id of NULL beside 'district' means outside every district; beside 'body', no body yet.
-- Medians are in days, NULL without values.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-01-01T00:00:00+02:00"
WITH chosen AS (
    SELECT
        r.district_id,
        r.body_id,
        r.status,
        r.colour,
        report_is_resolved(r.status) AS said_solved,
        r.submitted_at,
        -- The body's own time starts when the report is routed to it.
        coalesce(r.routed_at, r.published_at, r.submitted_at) AS handed_at,
        r.accepted_at,
        r.answered_at,
        answer_late_after(r.status, r.answer_due_at, r.planned_for) AS due_at,
        EXISTS (
            SELECT FROM report_event AS e
            WHERE e.hromada_id = r.hromada_id AND e.report_id = r.id AND e.action = 'return'
        ) AS came_back
    FROM report AS r
    WHERE
        r.hromada_id = :hromada_id
        AND r.public
        AND
        -- include reports/_filter_but_words
)

SELECT
    CASE
        WHEN GROUPING(district_id) = 0 THEN 'district'
        WHEN GROUPING(body_id) = 0 THEN 'body'
        ELSE 'all'
    END AS kind,
    coalesce(district_id, body_id) AS id,
    count(*) AS received,
    count(*) FILTER (WHERE colour = 'open') AS open,
    count(*) FILTER (WHERE colour = 'progress') AS progress,
    count(*) FILTER (WHERE status = 'confirmed') AS word,
    count(*) FILTER (WHERE status = 'lapsed') AS silent,
    count(*) FILTER (WHERE status = 'solved') AS claimed,
    count(*) FILTER (WHERE status = 'not_solved') AS refused,
    count(*) FILTER (
        WHERE colour <> 'closed' AND answered_at IS NULL AND due_at < CAST(:now AS timestamptz)
    ) AS overdue,
    -- Judged are answered reports and those past their deadline.
    count(*) FILTER (WHERE answered_at <= due_at) AS in_time,
    count(*) FILTER (
        WHERE due_at IS NOT NULL
          AND (answered_at IS NOT NULL OR due_at < CAST(:now AS timestamptz))
    ) AS judged,
    count(*) FILTER (WHERE came_back) AS returned,
    count(*) FILTER (WHERE said_solved OR came_back) AS said_solved,
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM accepted_at - handed_at) / 86400.0
    ) FILTER (WHERE accepted_at >= handed_at) AS days_to_accept,
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM answered_at - submitted_at) / 86400.0
    ) FILTER (WHERE answered_at >= submitted_at) AS days_to_answer
FROM chosen
GROUP BY GROUPING SETS ((district_id), (body_id), ())
ORDER BY kind, id
