-- Counts of public reports by map cell, kept beside the reports: see docs/decisions/0005.

-- A place in the world's Web Mercator square of 2^24 by 2^24 cells, from the north-west.
-- Beyond 85 degrees there is no map; the CHECK on report refuses such points by name.
CREATE FUNCTION map_x(lon float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (lon + 180) / 360 * 16777216;
CREATE FUNCTION map_y(lat float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (0.5 - ln(tan(0.7853981633974483 + radians(greatest(-85, least(85, lat))) / 2))
        / 6.283185307179586) * 16777216;

-- Morton code: the bits of x and y in turn, so that every tile of every zoom is one range.
CREATE FUNCTION map_cell(x int, y int) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    a bigint := x;
    b bigint := y;
BEGIN
    a := (a | (a << 16)) & 281470681808895;
    b := (b | (b << 16)) & 281470681808895;
    a := (a | (a << 8)) & 71777214294589695;
    b := (b | (b << 8)) & 71777214294589695;
    a := (a | (a << 4)) & 1085102592571150095;
    b := (b | (b << 4)) & 1085102592571150095;
    a := (a | (a << 2)) & 3689348814741910323;
    b := (b | (b << 2)) & 3689348814741910323;
    a := (a | (a << 1)) & 6148914691236517205;
    b := (b | (b << 1)) & 6148914691236517205;
    RETURN a | (b << 1);
END $$;

-- Months since year 0, in Kyiv.
CREATE FUNCTION map_month(at timestamptz) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CAST(extract(year FROM at AT TIME ZONE 'Europe/Kyiv') * 12
        + extract(month FROM at AT TIME ZONE 'Europe/Kyiv') - 1 AS int);

-- A public status as a number, for keys of counts.
CREATE FUNCTION map_status(status text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_position(ARRAY['published', 'routed', 'accepted', 'in_progress', 'planned',
        'solved', 'not_solved', 'confirmed'], status);

-- Reckoned for the rows that are there, then kept by a trigger: a generated column's expression is
-- planned anew for every statement, which cost an insert 0.18 ms of its 0.8; the trigger 0.01.
ALTER TABLE report
    ADD COLUMN map_x int NOT NULL
        GENERATED ALWAYS AS (CAST(floor(map_x(ST_X(point))) AS int)) STORED,
    ADD COLUMN map_y int NOT NULL
        GENERATED ALWAYS AS (CAST(floor(map_y(ST_Y(point))) AS int)) STORED,
    ADD COLUMN map_cell bigint NOT NULL
        GENERATED ALWAYS AS (map_cell(
            CAST(floor(map_x(ST_X(point))) AS int), CAST(floor(map_y(ST_Y(point))) AS int)
        )) STORED;
ALTER TABLE report
    ALTER COLUMN map_x DROP EXPRESSION,
    ALTER COLUMN map_y DROP EXPRESSION,
    ALTER COLUMN map_cell DROP EXPRESSION;

CREATE FUNCTION place_on_map() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.map_x := floor(map_x(ST_X(NEW.point)));
    NEW.map_y := floor(map_y(ST_Y(NEW.point)));
    NEW.map_cell := map_cell(NEW.map_x, NEW.map_y);
    RETURN NEW;
END $$;

CREATE TRIGGER report_placed BEFORE INSERT OR UPDATE OF point, map_x, map_y, map_cell ON report
    FOR EACH ROW EXECUTE FUNCTION place_on_map();

-- Everything that grouping by cell and filter needs: the table itself is not read.
CREATE INDEX report_map_idx ON report (hromada_id, map_cell)
    INCLUDE (id, map_x, map_y, district_id, category_id, body_id, status, submitted_at, account_id)
    WHERE public;

-- Reckoned once a query, not once a row.
ALTER POLICY of_hromada ON report USING (hromada_id = (SELECT entered_hromada()))
    WITH CHECK (hromada_id = (SELECT entered_hromada()));
ALTER POLICY own_reports ON report USING (account_id = (SELECT entered_account()));

-- What writers append and the merging job takes away; sign 0: the map changed, no number did.
-- No foreign keys on derived tables: their rows come from report, which has them.
CREATE TABLE count_delta (
    hromada_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    sign smallint NOT NULL,
    report_id bigint DEFAULT 0 NOT NULL,
    map_cell bigint DEFAULT 0 NOT NULL,
    map_x int DEFAULT 0 NOT NULL,
    map_y int DEFAULT 0 NOT NULL,
    district_id bigint DEFAULT 0 NOT NULL,
    category_id bigint DEFAULT 0 NOT NULL,
    body_id bigint DEFAULT 0 NOT NULL,
    status varchar DEFAULT '' NOT NULL,
    colour varchar DEFAULT '' NOT NULL,
    submitted_at timestamptz DEFAULT '-infinity' NOT NULL,
    CONSTRAINT count_delta_pkey PRIMARY KEY (hromada_id, id)
-- Rows live for a second: clear them away early.
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Level 0 is the whole hromada; sums are of map_x, map_y and id: the last of one report is itself.
CREATE TABLE cell_count (
    hromada_id bigint NOT NULL,
    level smallint NOT NULL,
    cell bigint NOT NULL,
    district_id bigint NOT NULL,
    colour varchar NOT NULL,
    total int NOT NULL,
    sum_x bigint NOT NULL,
    sum_y bigint NOT NULL,
    sum_id bigint NOT NULL,
    CONSTRAINT cell_count_pkey PRIMARY KEY (hromada_id, level, cell, district_id, colour)
) WITH (fillfactor = 80);

-- The same by what filters ask for, only of hromadas that are marked faceted. Facets: 1 every
-- month (key 0), 2 every leaf category, 3 every leaf category and month, 4 every body,
-- 5 every status (map_status).
CREATE TABLE facet_count (
    hromada_id bigint NOT NULL,
    facet smallint NOT NULL,
    level smallint NOT NULL,
    key bigint NOT NULL,
    cell bigint NOT NULL,
    district_id bigint NOT NULL,
    colour varchar NOT NULL,
    month int NOT NULL,
    total int NOT NULL,
    sum_x bigint NOT NULL,
    sum_y bigint NOT NULL,
    sum_id bigint NOT NULL,
    CONSTRAINT facet_count_pkey PRIMARY KEY
        (hromada_id, facet, level, key, cell, district_id, colour, month)
) WITH (fillfactor = 80);

-- A row a hromada; changes + its unmerged deltas number every state that its map has had.
CREATE TABLE hromada_count (
    hromada_id bigint NOT NULL,
    changes bigint DEFAULT 0 NOT NULL,
    faceted boolean DEFAULT false NOT NULL,
    open bigint DEFAULT 0 NOT NULL,
    progress bigint DEFAULT 0 NOT NULL,
    closed bigint DEFAULT 0 NOT NULL,
    CONSTRAINT hromada_count_pkey PRIMARY KEY (hromada_id)
) WITH (fillfactor = 50);

CREATE FUNCTION count_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.public THEN
        INSERT INTO count_delta (hromada_id, sign, report_id, map_cell, map_x, map_y, district_id,
            category_id, body_id, status, colour, submitted_at)
        VALUES (OLD.hromada_id, -1, OLD.id, OLD.map_cell, OLD.map_x, OLD.map_y,
            coalesce(OLD.district_id, 0), OLD.category_id, coalesce(OLD.body_id, 0), OLD.status,
            OLD.colour, OLD.submitted_at);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.public THEN
        INSERT INTO count_delta (hromada_id, sign, report_id, map_cell, map_x, map_y, district_id,
            category_id, body_id, status, colour, submitted_at)
        VALUES (NEW.hromada_id, 1, NEW.id, NEW.map_cell, NEW.map_x, NEW.map_y,
            coalesce(NEW.district_id, 0), NEW.category_id, coalesce(NEW.body_id, 0), NEW.status,
            NEW.colour, NEW.submitted_at);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER report_counted_new AFTER INSERT ON report
    FOR EACH ROW WHEN (NEW.public) EXECUTE FUNCTION count_report();
CREATE TRIGGER report_counted_anew AFTER UPDATE ON report
    FOR EACH ROW WHEN ((OLD.public OR NEW.public) AND (
        OLD.public, OLD.hromada_id, OLD.map_cell, OLD.district_id, OLD.category_id, OLD.body_id,
        OLD.status
    ) IS DISTINCT FROM (
        NEW.public, NEW.hromada_id, NEW.map_cell, NEW.district_id, NEW.category_id, NEW.body_id,
        NEW.status
    )) EXECUTE FUNCTION count_report();
CREATE TRIGGER report_counted_no_more AFTER DELETE ON report
    FOR EACH ROW WHEN (OLD.public) EXECUTE FUNCTION count_report();

-- What the map says beside numbers: its words, its districts, the codes that filters know.
CREATE FUNCTION note_map_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO count_delta (hromada_id, sign)
    VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.hromada_id ELSE NEW.hromada_id END, 0);
    RETURN NULL;
END $$;

CREATE TRIGGER report_words_noted AFTER UPDATE OF public_text, address, point ON report
    FOR EACH ROW WHEN (NEW.public AND (OLD.public_text, OLD.address, OLD.point::bytea)
        IS DISTINCT FROM (NEW.public_text, NEW.address, NEW.point::bytea))
    EXECUTE FUNCTION note_map_change();
CREATE TRIGGER district_noted AFTER INSERT OR UPDATE OR DELETE ON district
    FOR EACH ROW EXECUTE FUNCTION note_map_change();
CREATE TRIGGER category_noted AFTER INSERT OR UPDATE OR DELETE ON category
    FOR EACH ROW EXECUTE FUNCTION note_map_change();
CREATE TRIGGER body_noted AFTER INSERT OR UPDATE OR DELETE ON body
    FOR EACH ROW EXECUTE FUNCTION note_map_change();

DO $$
DECLARE
    counted text;
    hromada bigint;
BEGIN
    FOREACH counted IN ARRAY ARRAY['count_delta', 'cell_count', 'facet_count', 'hromada_count'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', counted);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', counted);
        EXECUTE format(
            'CREATE POLICY of_hromada ON %I USING (hromada_id = (SELECT entered_hromada()))'
            ' WITH CHECK (hromada_id = (SELECT entered_hromada()))', counted);
        -- The merging job walks over every hromada: it sees numbers and ids, no words.
        EXECUTE format(
            'CREATE POLICY for_relay ON %I TO vidkryte_relay USING (true) WITH CHECK (true)',
            counted);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO vidkryte_app', counted);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO vidkryte_relay', counted);
    END LOOP;
    -- The country's map shows every hromada's three numbers.
    CREATE POLICY for_everybody ON hromada_count FOR SELECT USING (true);

    -- What is public already is counted by the job's first merge.
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        INSERT INTO count_delta (hromada_id, sign, report_id, map_cell, map_x, map_y, district_id,
            category_id, body_id, status, colour, submitted_at)
        SELECT r.hromada_id, 1, r.id, r.map_cell, r.map_x, r.map_y, coalesce(r.district_id, 0),
            r.category_id, coalesce(r.body_id, 0), r.status, r.colour, r.submitted_at
        FROM report AS r WHERE r.public;
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$;
