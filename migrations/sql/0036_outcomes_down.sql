-- Back to one "confirmed": the words of the record stay, so a lapsed report cannot become what it
-- was without an event; it is said by one.

INSERT INTO report_transition (from_status, action, to_status, role) VALUES
    ('lapsed', 'restate', 'confirmed', 'system'),
    ('appealed', 'restate', 'not_solved', 'system');
DO $$
DECLARE
    hromada bigint;
BEGIN
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        WITH restated AS (
            INSERT INTO report_event (hromada_id, report_id, at, action, from_status, to_status,
                role, public)
            SELECT hromada_id, id, now(), 'restate', status,
                CASE status WHEN 'lapsed' THEN 'confirmed' ELSE 'not_solved' END, 'system', false
            FROM report WHERE hromada_id = hromada AND status = ANY (ARRAY['lapsed', 'appealed'])
            RETURNING report_id, to_status
        )
        UPDATE report SET status = restated.to_status FROM restated
        WHERE report.id = restated.report_id;
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$;
SET CONSTRAINTS ALL IMMEDIATE;

DELETE FROM report_transition
WHERE (action = 'unmerge' AND to_status = ANY (
        ARRAY['needs_info', 'accepted', 'in_progress', 'planned']))
    OR action IN ('lapse', 'return', 'confirm', 'forward', 'duplicate', 'restate', 'expire',
    'correct', 'appeal', 'uphold', 'overrule');
INSERT INTO report_transition (from_status, action, to_status, role) VALUES
    ('solved', 'confirm', 'confirmed', 'resident'),
    ('solved', 'confirm', 'confirmed', 'verified'),
    ('solved', 'return', 'in_progress', 'resident'),
    ('solved', 'return', 'in_progress', 'verified'),
    ('solved', 'lapse', 'confirmed', 'system'),
    ('routed', 'forward', 'routed', 'moderator'),
    ('routed', 'forward', 'routed', 'officer'),
    ('routed', 'forward', 'routed', 'coordinator'),
    ('routed', 'forward', 'routed', 'system'),
    ('accepted', 'forward', 'routed', 'officer'),
    ('accepted', 'forward', 'routed', 'coordinator'),
    ('accepted', 'forward', 'routed', 'system'),
    ('submitted', 'duplicate', 'duplicate', 'moderator'),
    ('published', 'duplicate', 'duplicate', 'moderator'),
    ('routed', 'duplicate', 'duplicate', 'moderator');

DROP TRIGGER report_counted_anew ON report;
CREATE TRIGGER report_counted_anew AFTER UPDATE ON report
    FOR EACH ROW WHEN ((OLD.public OR NEW.public) AND (
        OLD.public, OLD.hromada_id, OLD.map_cell, OLD.district_id, OLD.category_id, OLD.body_id,
        OLD.status
    ) IS DISTINCT FROM (
        NEW.public, NEW.hromada_id, NEW.map_cell, NEW.district_id, NEW.category_id, NEW.body_id,
        NEW.status
    )) EXECUTE FUNCTION count_report();
CREATE OR REPLACE FUNCTION map_status(status text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_position(ARRAY['published', 'routed', 'accepted', 'in_progress', 'planned',
        'solved', 'not_solved', 'confirmed'], status);
CREATE OR REPLACE FUNCTION report_is_resolved(status varchar) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN status IN ('solved', 'confirmed');

-- The columns stay as the trigger keeps them, by the rules from before.
CREATE OR REPLACE FUNCTION report_colour(status varchar) RETURNS varchar
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN status IN ('accepted', 'in_progress', 'planned') THEN 'progress'
        WHEN status IN ('submitted', 'needs_info', 'published', 'routed') THEN 'open'
        ELSE 'closed' END;
CREATE OR REPLACE FUNCTION report_is_public(status varchar) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN status IN ('published', 'routed', 'accepted', 'in_progress', 'planned', 'solved',
        'not_solved', 'confirmed');
ALTER TABLE report DROP COLUMN reply_due_at, DROP COLUMN appeal_due_at;
