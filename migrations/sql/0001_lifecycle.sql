-- The database refuses what the rules refuse: see app/domain/lifecycle.py for the same table.

INSERT INTO report_transition (from_status, action, to_status, role) VALUES
@TRANSITIONS@;

-- An event is taken only if the table has it, if it continues the report's last one, and if the
-- account that signs it really holds the role here (an officer: for the body in charge).
CREATE FUNCTION report_event_is_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_status text;
BEGIN
    IF NOT EXISTS (
        SELECT FROM report_transition AS t
        WHERE t.action = NEW.action AND t.role = NEW.role
          AND (
              (t.from_status = '*' AND NEW.from_status = NEW.to_status)
              OR (t.from_status = coalesce(NEW.from_status, '') AND t.to_status = NEW.to_status)
          )
    ) THEN
        RAISE EXCEPTION 'a % may not % a report from % to %',
            NEW.role, NEW.action, NEW.from_status, NEW.to_status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_event_lawful';
    END IF;
    SELECT e.to_status INTO last_status FROM report_event AS e
        WHERE e.report_id = NEW.report_id ORDER BY e.id DESC LIMIT 1;
    IF last_status IS DISTINCT FROM NEW.from_status THEN
        RAISE EXCEPTION 'report % is %, not %', NEW.report_id, last_status, NEW.from_status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_event_continues';
    END IF;
    IF NEW.role IN ('moderator', 'officer', 'coordinator') AND NOT EXISTS (
        SELECT FROM role_grant AS g
        WHERE g.hromada_id = NEW.hromada_id AND g.account_id = NEW.account_id
          AND g.role = NEW.role
          AND (g.body_id IS NULL OR g.body_id = (
              SELECT r.body_id FROM report AS r WHERE r.id = NEW.report_id))
    ) THEN
        RAISE EXCEPTION 'account % is no % for report %', NEW.account_id, NEW.role, NEW.report_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_event_granted';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER report_event_lawful BEFORE INSERT ON report_event
    FOR EACH ROW EXECUTE FUNCTION report_event_is_lawful();

-- At commit a report stands where its last event left it: no status without its event.
CREATE FUNCTION report_status_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT r.status FROM report AS r WHERE r.id = NEW.id) IS DISTINCT FROM (
        SELECT e.to_status FROM report_event AS e
        WHERE e.report_id = NEW.id ORDER BY e.id DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'the status of report % has no event that led to it', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_status_has_event';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER report_status_has_event AFTER INSERT OR UPDATE OF status ON report
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION report_status_has_event();

-- What was said stays said.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER report_event_only_grows BEFORE UPDATE OR DELETE ON report_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_event_never_emptied BEFORE TRUNCATE ON report_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION report_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the resident''s own words, place and number do not change'
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER report_keeps_its_words
    BEFORE UPDATE OF description, number, hromada_id, submitted_at ON report
    FOR EACH ROW WHEN (
        (OLD.description, OLD.number, OLD.hromada_id, OLD.submitted_at)
        IS DISTINCT FROM (NEW.description, NEW.number, NEW.hromada_id, NEW.submitted_at)
    ) EXECUTE FUNCTION report_keeps_its_words();

-- A version of an area of responsibility may only be ended.
CREATE TRIGGER area_version_stays
    BEFORE UPDATE OF boundary, body_id, code, version, everything, priority, valid_from ON area
    FOR EACH ROW WHEN (
        (OLD.boundary::bytea, OLD.body_id, OLD.code, OLD.version, OLD.everything, OLD.priority,
         OLD.valid_from)
        IS DISTINCT FROM
        (NEW.boundary::bytea, NEW.body_id, NEW.code, NEW.version, NEW.everything, NEW.priority,
         NEW.valid_from)
    ) EXECUTE FUNCTION refuse_change();
