-- Tenancy: a transaction enters one hromada, and sees no row of another.
-- The app's role neither owns the tables nor may bypass the policies.

CREATE FUNCTION entered_hromada() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.hromada_id', true), '')::bigint;
CREATE FUNCTION entered_account() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.account_id', true), '')::bigint;

DO $$
DECLARE
    tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY[
        'hromada_setting', 'district', 'body', 'category', 'area', 'area_category', 'masked_zone',
        'basemap_feature', 'address', 'report', 'report_event', 'report_photo', 'supporter',
        'subscription', 'role_grant', 'outbox'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format(
            'CREATE POLICY of_hromada ON %I USING (hromada_id = entered_hromada())'
            ' WITH CHECK (hromada_id = entered_hromada())', tenant);
    END LOOP;
END $$;

-- One's own roles and reports are seen from anywhere, in the capacity of that account.
CREATE POLICY own_grants ON role_grant FOR SELECT USING (account_id = entered_account());
CREATE POLICY own_reports ON report FOR SELECT USING (account_id = entered_account());

-- The installation's own letters belong to no hromada.
CREATE POLICY of_installation ON outbox
    USING (hromada_id IS NULL) WITH CHECK (hromada_id IS NULL);
-- The relay walks over every hromada's obligations: they hold ids only.
CREATE POLICY for_relay ON outbox TO vidkryte_relay USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA public TO vidkryte_app, vidkryte_relay;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO vidkryte_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    hromada, hromada_setting, district, body, category, area, area_category, masked_zone,
    basemap_feature, address, supporter, subscription, account, role_grant, account_session,
    sign_in_request, outbox, report_photo
    TO vidkryte_app;
GRANT SELECT, INSERT, UPDATE ON report TO vidkryte_app;
GRANT SELECT, INSERT ON report_event TO vidkryte_app;
GRANT SELECT ON report_transition, alembic_version TO vidkryte_app;
GRANT SELECT, UPDATE ON outbox TO vidkryte_relay;
GRANT SELECT (id, served) ON hromada TO vidkryte_relay;
