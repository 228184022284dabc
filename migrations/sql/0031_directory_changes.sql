-- One entry: who, when, which row, and those of its columns that differ, before and after.
CREATE FUNCTION enter_directory_change(
    hromada bigint, what text, subject_ text, row_id bigint, named jsonb, old_ jsonb, new_ jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entered varchar := coalesce(current_setting('app.hromada_id', true), '');
BEGIN
    -- The directory of hromadas is changed from outside of any: the entry is of the changed one.
    PERFORM set_config('app.hromada_id', hromada::text, true);
    INSERT INTO directory_change (hromada_id, at, actor_id, kind, subject, subject_id, name_uk,
        name_en, before, after)
    VALUES (hromada, clock_timestamp(), acting_account(), what, subject_, row_id,
        coalesce(named ->> 'name_uk', named ->> 'name', ''), coalesce(named ->> 'name_en', ''),
        old_, new_);
    PERFORM set_config('app.hromada_id', entered, true);
END $$;

-- A boundary is entered as its hash: a later log can prove it, and entries stay small.
CREATE FUNCTION trace_directory() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    old_ jsonb := '{}';
    new_ jsonb := '{}';
    whole jsonb;
    old_shape bytea;
    new_shape bytea;
    of_ bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_TABLE_NAME IN ('area', 'district', 'hromada') THEN
            old_shape := OLD.boundary::bytea;
            OLD.boundary := NULL;
        END IF;
        old_ := to_jsonb(OLD) - ARRAY['created_at', 'label_point', 'boundary']
            || CASE WHEN old_shape IS NULL THEN '{}'::jsonb
                    ELSE jsonb_build_object('boundary', md5(old_shape)) END;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF TG_TABLE_NAME IN ('area', 'district', 'hromada') THEN
            new_shape := NEW.boundary::bytea;
            NEW.boundary := NULL;
        END IF;
        new_ := to_jsonb(NEW) - ARRAY['created_at', 'label_point', 'boundary']
            || CASE WHEN new_shape IS NULL THEN '{}'::jsonb
                    ELSE jsonb_build_object('boundary', md5(new_shape)) END;
    END IF;
    whole := old_ || new_;
    of_ := coalesce(whole ->> 'hromada_id', whole ->> 'id')::bigint;
    IF TG_TABLE_NAME = 'category_change' THEN
        SELECT whole || jsonb_build_object('name_uk', c.name_uk, 'name_en', c.name_en) INTO whole
        FROM category AS c WHERE c.id = (whole ->> 'category_id')::bigint;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(jsonb_object_agg(o.key, o.value), '{}'),
               coalesce(jsonb_object_agg(o.key, new_ -> o.key), '{}')
        INTO old_, new_
        FROM jsonb_each(old_) AS o WHERE o.value IS DISTINCT FROM new_ -> o.key;
        IF new_ = '{}' THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM enter_directory_change(of_,
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END,
        TG_TABLE_NAME::text, (whole ->> 'id')::bigint, whole,
        old_ - ARRAY['id', 'hromada_id'], new_ - ARRAY['id', 'hromada_id']);
    RETURN NULL;
END $$;

-- The categories of an area: one entry a statement and area, with their names in Ukrainian.
CREATE FUNCTION trace_area_categories() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    area_ record;
BEGIN
    FOR area_ IN
        SELECT r.hromada_id, r.area_id, a.name_uk, a.name_en,
               jsonb_build_object('categories', jsonb_agg(c.name_uk ORDER BY c.id)) AS named
        FROM rows_ AS r
        JOIN category AS c ON c.id = r.category_id
        JOIN area AS a ON a.id = r.area_id
        GROUP BY r.hromada_id, r.area_id, a.name_uk, a.name_en
    LOOP
        PERFORM enter_directory_change(area_.hromada_id, 'changed', 'area', area_.area_id,
            jsonb_build_object('name_uk', area_.name_uk, 'name_en', area_.name_en),
            CASE TG_OP WHEN 'INSERT' THEN '{}'::jsonb ELSE area_.named END,
            CASE TG_OP WHEN 'INSERT' THEN area_.named ELSE '{}'::jsonb END);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER traced_added AFTER INSERT ON area_category REFERENCING NEW TABLE AS rows_
    FOR EACH STATEMENT EXECUTE FUNCTION trace_area_categories();
CREATE TRIGGER traced_removed AFTER DELETE ON area_category REFERENCING OLD TABLE AS rows_
    FOR EACH STATEMENT EXECUTE FUNCTION trace_area_categories();

-- Entries come of changes alone: whoever serves pages can write none themselves.
REVOKE ALL ON FUNCTION
    enter_directory_change(bigint, text, text, bigint, jsonb, jsonb, jsonb) FROM PUBLIC;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON directory_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON directory_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whose deeds are shown, found one after another by the index: see traced_accounts().
CREATE FUNCTION directory_actors() RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 50 AS $$
    WITH RECURSIVE actor AS (
        SELECT min(c.actor_id) AS id FROM directory_change AS c
        WHERE c.hromada_id = (SELECT entered_hromada())
        UNION ALL
        SELECT (SELECT min(c.actor_id) FROM directory_change AS c
                WHERE c.hromada_id = (SELECT entered_hromada()) AND c.actor_id > actor.id)
        FROM actor WHERE actor.id IS NOT NULL
    )
    SELECT id FROM actor WHERE id IS NOT NULL
$$;
CREATE POLICY directory_actors ON account FOR SELECT TO vidkryte_app
    USING (account.id IN (SELECT directory_actors()));

-- Areas of the whole hromada follow its outline, whichever program changes that: a new version of
-- each begins with the change. One whose next version is planned already waits for that.
CREATE FUNCTION areas_follow_outline() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entered varchar := coalesce(current_setting('app.hromada_id', true), '');
    latest area%ROWTYPE;
    start timestamptz;
    new_id bigint;
BEGIN
    PERFORM set_config('app.hromada_id', NEW.id::text, true);
    FOR latest IN
        SELECT a.* FROM area AS a
        WHERE a.hromada_id = NEW.id AND a.whole_hromada
          AND (a.valid_to IS NULL OR a.valid_to > clock_timestamp())
          AND a.version = (SELECT max(b.version) FROM area AS b
                           WHERE b.hromada_id = NEW.id AND b.code = a.code)
        ORDER BY a.id
    LOOP
        start := greatest(clock_timestamp(), latest.valid_from + interval '1 microsecond');
        UPDATE area SET valid_to = start WHERE id = latest.id;
        INSERT INTO area (hromada_id, code, version, name_uk, name_en, body_id, everything,
            whole_hromada, priority, boundary, area_m2, decision, valid_from, valid_to)
        VALUES (NEW.id, latest.code, latest.version + 1, latest.name_uk, latest.name_en,
            latest.body_id, latest.everything, true, latest.priority, NEW.boundary,
            ST_Area(NEW.boundary::geography), latest.decision, start,
            CASE WHEN latest.valid_to > start THEN latest.valid_to END)
        RETURNING id INTO new_id;
        INSERT INTO area_category (hromada_id, area_id, category_id)
        SELECT c.hromada_id, new_id, c.category_id FROM area_category AS c
        WHERE c.area_id = latest.id;
    END LOOP;
    PERFORM set_config('app.hromada_id', entered, true);
    RETURN NULL;
END $$;
CREATE TRIGGER areas_follow AFTER UPDATE OF boundary ON hromada
    FOR EACH ROW WHEN (OLD.boundary::bytea IS DISTINCT FROM NEW.boundary::bytea)
    EXECUTE FUNCTION areas_follow_outline();
