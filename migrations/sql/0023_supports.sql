-- Whoever supported before is a device until they come again with an account: their keys do not tell.
ALTER TABLE supporter
    ADD COLUMN kind varchar NOT NULL DEFAULT 'device'
        CONSTRAINT supporter_kind_known_check CHECK (kind IN ('device', 'email', 'account')),
    ADD COLUMN state varchar NOT NULL DEFAULT 'counted'
        CONSTRAINT supporter_state_known_check CHECK (state IN ('counted', 'suspected', 'refused')),
    ADD COLUMN device_key bytea,
    ADD COLUMN network_key bytea;
CREATE INDEX supporter_network_idx ON supporter (hromada_id, network_key)
    WHERE network_key IS NOT NULL;
CREATE INDEX supporter_suspected_idx ON supporter (hromada_id, report_id)
    WHERE state = 'suspected';

ALTER TABLE report ADD COLUMN confirmed_supporters bigint NOT NULL DEFAULT 0;

-- What an address that follows has to say about its support, once it is confirmed.
ALTER TABLE subscription
    ADD COLUMN person_key bytea,
    ADD COLUMN device_key bytea,
    ADD COLUMN supports boolean NOT NULL DEFAULT false;

-- The network that a report came from, as a key of the day: deleted within a day.
CREATE TABLE report_origin (
    hromada_id bigint NOT NULL,
    report_id bigint NOT NULL,
    network_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT report_origin_pkey PRIMARY KEY (hromada_id, report_id),
    CONSTRAINT report_origin_hromada_id_fkey FOREIGN KEY (hromada_id) REFERENCES hromada (id),
    CONSTRAINT report_origin_hromada_id_report_id_fkey
        FOREIGN KEY (hromada_id, report_id) REFERENCES report (hromada_id, id)
);
CREATE INDEX report_origin_network_idx ON report_origin (hromada_id, network_key, created_at);

-- Reports of one sender within an hour in nearly the same words: a moderator sees both.
CREATE TABLE report_alike (
    hromada_id bigint NOT NULL,
    report_id bigint NOT NULL,
    earlier_id bigint NOT NULL,
    CONSTRAINT report_alike_pkey PRIMARY KEY (hromada_id, report_id, earlier_id),
    CONSTRAINT report_alike_hromada_id_fkey FOREIGN KEY (hromada_id) REFERENCES hromada (id),
    CONSTRAINT report_alike_hromada_id_report_id_fkey
        FOREIGN KEY (hromada_id, report_id) REFERENCES report (hromada_id, id),
    CONSTRAINT report_alike_hromada_id_earlier_id_fkey
        FOREIGN KEY (hromada_id, earlier_id) REFERENCES report (hromada_id, id)
);
CREATE INDEX report_alike_earlier_idx ON report_alike (hromada_id, earlier_id);

DO $$
DECLARE
    tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['report_origin', 'report_alike'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format(
            'CREATE POLICY of_hromada ON %I USING (hromada_id = entered_hromada())'
            ' WITH CHECK (hromada_id = entered_hromada())', tenant);
    END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON report_origin TO vidkryte_app;
GRANT SELECT, INSERT ON report_alike TO vidkryte_app;

INSERT INTO report_transition (from_status, action, to_status, role) VALUES
    ('*', 'vouch', '*', 'moderator'),
    ('*', 'discount', '*', 'moderator');
