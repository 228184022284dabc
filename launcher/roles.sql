-- Roles of the private cluster. None is a superuser or passes row-level security.
-- vidkryte_owner owns database and schema and runs migrations; vidkryte_login is what processes sign in as.
DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['vidkryte_owner', 'vidkryte_login', 'vidkryte_app', 'vidkryte_relay'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOSUPERUSER NOBYPASSRLS', wanted);
        END IF;
    END LOOP;
END $$;
ALTER ROLE vidkryte_owner LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS;
ALTER ROLE vidkryte_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
ALTER ROLE vidkryte_relay NOLOGIN NOSUPERUSER NOBYPASSRLS;
-- NOINHERIT: a session has the rights of one role at a time, at first those of the app;
-- the relay's are taken on purpose by SET ROLE vidkryte_relay.
ALTER ROLE vidkryte_login LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS;
GRANT vidkryte_app, vidkryte_relay TO vidkryte_login;
ALTER ROLE vidkryte_login SET role = 'vidkryte_app';
-- Of whoever serves pages: what nobody waits for is stopped. Commands ask for more themselves (app/db.py).
ALTER ROLE vidkryte_login SET statement_timeout = '5s';
ALTER ROLE vidkryte_login SET lock_timeout = '2s';
ALTER ROLE vidkryte_login SET idle_in_transaction_session_timeout = '10s';
