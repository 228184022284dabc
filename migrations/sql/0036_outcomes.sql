-- Four outcomes told apart: see app/domain/statuses.py and app/domain/lifecycle.py for the rules.

ALTER TABLE report
    ALTER COLUMN colour DROP EXPRESSION IF EXISTS,
    ALTER COLUMN public DROP EXPRESSION IF EXISTS,
    ADD COLUMN reply_due_at timestamptz,
    ADD COLUMN appeal_due_at timestamptz;

CREATE OR REPLACE FUNCTION report_colour(status varchar) RETURNS varchar
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN status IN ('accepted', 'in_progress', 'planned', 'solved', 'appealed') THEN 'progress'
        WHEN status IN ('submitted', 'needs_info', 'published', 'routed') THEN 'open'
        ELSE 'closed' END;
CREATE OR REPLACE FUNCTION report_is_public(status varchar) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN status IN ('published', 'routed', 'accepted', 'in_progress', 'planned', 'solved',
        'not_solved', 'appealed', 'confirmed', 'lapsed');

CREATE OR REPLACE FUNCTION show_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.colour := report_colour(NEW.status);
    NEW.public := report_is_public(NEW.status) AND NEW.hidden_at IS NULL AND NOT NEW.sensitive;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER report_shown
    BEFORE INSERT OR UPDATE OF status, hidden_at, sensitive, colour, public ON report
    FOR EACH ROW EXECUTE FUNCTION show_report();

CREATE OR REPLACE FUNCTION report_is_resolved(status varchar) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN status IN ('solved', 'confirmed', 'lapsed');
CREATE OR REPLACE FUNCTION map_status(status text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_position(ARRAY['published', 'routed', 'accepted', 'in_progress', 'planned',
        'solved', 'not_solved', 'confirmed', 'appealed', 'lapsed'], status);

-- A colour may change alone, as below.
DROP TRIGGER report_counted_anew ON report;
CREATE TRIGGER report_counted_anew AFTER UPDATE ON report
    FOR EACH ROW WHEN ((OLD.public OR NEW.public) AND (
        OLD.public, OLD.hromada_id, OLD.map_cell, OLD.district_id, OLD.category_id, OLD.body_id,
        OLD.status, OLD.colour
    ) IS DISTINCT FROM (
        NEW.public, NEW.hromada_id, NEW.map_cell, NEW.district_id, NEW.category_id, NEW.body_id,
        NEW.status, NEW.colour
    )) EXECUTE FUNCTION count_report();

DELETE FROM report_transition
WHERE action IN ('lapse', 'return', 'confirm', 'forward', 'duplicate');
INSERT INTO report_transition (from_status, action, to_status, role) VALUES
    ('solved', 'lapse', 'lapsed', 'system'),
    ('confirmed', 'restate', 'lapsed', 'system'),
    ('needs_info', 'expire', 'rejected', 'system'),
    ('solved', 'correct', 'solved', 'officer'),
    ('planned', 'correct', 'planned', 'officer'),
    ('not_solved', 'correct', 'not_solved', 'officer'),
    ('appealed', 'uphold', 'not_solved', 'coordinator'),
    ('appealed', 'overrule', 'in_progress', 'coordinator'),
    ('routed', 'forward', 'routed', 'moderator'),
    ('duplicate', 'unmerge', 'needs_info', 'moderator'),
    ('duplicate', 'unmerge', 'accepted', 'moderator'),
    ('duplicate', 'unmerge', 'in_progress', 'moderator'),
    ('duplicate', 'unmerge', 'planned', 'moderator');
INSERT INTO report_transition (from_status, action, to_status, role)
SELECT step.from_status, step.action, step.to_status, resident.role
FROM (VALUES
    ('solved', 'confirm', 'confirmed'), ('lapsed', 'confirm', 'confirmed'),
    ('solved', 'return', 'in_progress'), ('lapsed', 'return', 'in_progress'),
    ('not_solved', 'appeal', 'appealed')
) AS step (from_status, action, to_status), unnest(ARRAY['resident', 'verified']) AS resident (role);
INSERT INTO report_transition (from_status, action, to_status, role)
SELECT status, 'forward', 'routed', staff.role
FROM unnest(ARRAY['routed', 'accepted', 'in_progress', 'planned']) AS status,
    unnest(ARRAY['officer', 'coordinator', 'system']) AS staff (role);
INSERT INTO report_transition (from_status, action, to_status, role)
SELECT status, 'duplicate', 'duplicate', 'moderator'
FROM unnest(ARRAY['submitted', 'needs_info', 'published', 'routed', 'accepted', 'in_progress',
    'planned']) AS status;

-- Rows are seen hromada by hromada, by the owner too. What lapsed is said anew, as an event: the
-- record only grows.
DO $$
DECLARE
    hromada bigint;
BEGIN
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        WITH said AS (
            SELECT e.report_id, max(e.id) FILTER (WHERE e.action = 'confirm') AS agreed,
                max(e.id) FILTER (WHERE e.action = 'lapse') AS lapsed
            FROM report_event AS e
            WHERE e.hromada_id = hromada AND e.action IN ('confirm', 'lapse')
            GROUP BY e.report_id
        ), restated AS (
            INSERT INTO report_event (hromada_id, report_id, at, action, from_status, to_status,
                role, public)
            SELECT r.hromada_id, r.id, now(), 'restate', 'confirmed', 'lapsed', 'system', false
            FROM report AS r JOIN said ON said.report_id = r.id
            WHERE r.hromada_id = hromada AND r.status = 'confirmed'
              AND said.lapsed > coalesce(said.agreed, 0)
            RETURNING report_id
        )
        UPDATE report SET status = 'lapsed' FROM restated WHERE report.id = restated.report_id;
        UPDATE report SET colour = '' WHERE hromada_id = hromada AND status = 'solved';
        -- A question asked before it had a term gets one from today.
        UPDATE report SET reply_due_at = date_trunc('day', now() AT TIME ZONE 'Europe/Kyiv')
            AT TIME ZONE 'Europe/Kyiv' + interval '15 days' - interval '1 second'
        WHERE hromada_id = hromada AND status = 'needs_info';
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$;
-- Checked here, while the events are at hand: the table is altered no more in this transaction.
SET CONSTRAINTS ALL IMMEDIATE;
