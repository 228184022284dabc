-- What became of public reports: a row for each district, each body, and all. An id of NULL beside
-- 'district' means outside every district; beside 'body', no body yet. Counts of outcomes are of the
-- reports received since a day: each report is in one; what is unresolved, claimed included, and
-- overdue is so now, whenever it was received.
-- Medians are in days, NULL without values.
-- @hromada_id  bigint       1
-- @now         timestamptz  "2026-01-01T00:00:00+02:00"
-- @since       timestamptz  "2025-01-01T00:00:00+02:00"
WITH chosen AS (
    SELECT
        r.district_id, r.body_id, r.status, r.colour, r.answered_at,
        r.submitted_at >= CAST(:since AS timestamptz) AS counted,
        -- The term of the answer begins with the publication.
        coalesce(r.published_at, r.submitted_at) AS begun_at,
        answer_late_after(r.status, r.answer_due_at, r.planned_for) AS due_at
    FROM report AS r
    WHERE r.hromada_id = :hromada_id AND r.public
)

SELECT
    CASE
        WHEN GROUPING(district_id) = 0 THEN 'district' WHEN GROUPING(body_id) = 0 THEN 'body' ELSE 'all'
    END AS kind,
    coalesce(district_id, body_id) AS id,
    count(*) FILTER (WHERE counted) AS received,
    count(*) FILTER (WHERE counted AND status = 'confirmed') AS word,
    count(*) FILTER (WHERE counted AND status = 'lapsed') AS silent,
    count(*) FILTER (WHERE counted AND status = 'solved') AS claimed,
    count(*) FILTER (WHERE counted AND status = 'not_solved') AS refused,
    count(*) FILTER (WHERE counted AND colour <> 'closed' AND status <> 'solved') AS waiting,
    count(*) FILTER (WHERE colour <> 'closed') AS unresolved,
    count(*) FILTER (
        WHERE colour <> 'closed' AND answered_at IS NULL AND due_at < CAST(:now AS timestamptz)
    ) AS overdue,
    count(*) FILTER (WHERE counted AND answered_at <= due_at) AS in_time,
    count(*) FILTER (
        WHERE counted AND due_at IS NOT NULL
          AND (answered_at IS NOT NULL OR due_at < CAST(:now AS timestamptz))
    ) AS judged,
    count(*) FILTER (WHERE counted AND answered_at >= begun_at) AS answered,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(EPOCH FROM answered_at - begun_at) / 86400.0)
        FILTER (WHERE counted AND answered_at >= begun_at) AS days,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(EPOCH FROM due_at - begun_at) / 86400.0)
        FILTER (WHERE counted AND due_at >= begun_at) AS days_allowed
FROM chosen
GROUP BY GROUPING SETS ((district_id), (body_id), ())
ORDER BY kind, id
