-- Whose account a transaction sees: the one that it has entered, and those with a role in the
-- hromada that it has entered, or whose deeds are shown there. The rest is asked by functions that
-- tell ids, and an address only to whoever holds its sign-in.
-- Accounts that traces of the entered hromada name, found one after another by the indexes: there are
-- few of them, and ever more traces.
CREATE FUNCTION traced_accounts() RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 50 AS $$
    WITH RECURSIVE actor AS (
        SELECT min(t.actor_id) AS id FROM staff_trace AS t
        WHERE t.hromada_id = (SELECT entered_hromada())
        UNION ALL
        SELECT (SELECT min(t.actor_id) FROM staff_trace AS t
                WHERE t.hromada_id = (SELECT entered_hromada()) AND t.actor_id > actor.id)
        FROM actor WHERE actor.id IS NOT NULL
    ), subject AS (
        SELECT min(t.account_id) AS id FROM staff_trace AS t
        WHERE t.hromada_id = (SELECT entered_hromada())
        UNION ALL
        SELECT (SELECT min(t.account_id) FROM staff_trace AS t
                WHERE t.hromada_id = (SELECT entered_hromada()) AND t.account_id > subject.id)
        FROM subject WHERE subject.id IS NOT NULL
    )
    SELECT id FROM actor WHERE id IS NOT NULL UNION SELECT id FROM subject WHERE id IS NOT NULL
$$;
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON account USING (id = (SELECT entered_account()))
    WITH CHECK (id = (SELECT entered_account()));
CREATE POLICY staff_of_hromada ON account FOR SELECT TO vidkryte_app USING (
    EXISTS (SELECT FROM role_grant AS g
            WHERE g.account_id = account.id AND g.hromada_id = (SELECT entered_hromada()))
    OR EXISTS (SELECT FROM boundary_draft AS d WHERE d.account_id = account.id)
    OR EXISTS (SELECT FROM masked_zone AS z WHERE account.id IN (z.created_by, z.ended_by))
    OR account.id IN (SELECT traced_accounts())
);
REVOKE INSERT, DELETE ON account FROM vidkryte_app;

-- The account of an address, made if need be; an update that changes nothing locks the row.
CREATE FUNCTION ensure_account(address varchar, language varchar, moment timestamptz)
RETURNS TABLE (account_id bigint, closed_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    INSERT INTO account AS a (email, locale, created_at) VALUES (address, language, moment)
    ON CONFLICT (email) DO UPDATE SET email = excluded.email
    RETURNING a.id, a.disabled_at
$$;
CREATE FUNCTION account_exists(address varchar) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT EXISTS (SELECT FROM account AS a WHERE a.email = address) $$;
-- Whoever has the secret of a sign-in is told whose it is.
CREATE FUNCTION signed_in(token bytea, moment timestamptz)
RETURNS TABLE (id bigint, email varchar, name varchar)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp
AS $$
    SELECT a.id, a.email, a.name
    FROM account_session AS s JOIN account AS a ON a.id = s.account_id AND a.disabled_at IS NULL
    WHERE s.token_hash = token AND s.expires_at > moment
$$;
-- The address of a wish to sign in: for whoever has its token, as the letter's writer has.
REVOKE SELECT ON sign_in_request FROM vidkryte_app;
GRANT SELECT (id, locale, next_path, token_hash, created_at, expires_at, used_at)
    ON sign_in_request TO vidkryte_app;
CREATE FUNCTION sign_in_address(token bytea) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT r.email FROM sign_in_request AS r WHERE r.token_hash = token $$;
REVOKE ALL ON FUNCTION ensure_account(varchar, varchar, timestamptz), account_exists(varchar),
    signed_in(bytea, timestamptz), sign_in_address(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_account(varchar, varchar, timestamptz), account_exists(varchar),
    signed_in(bytea, timestamptz), sign_in_address(bytea) TO vidkryte_app;

CREATE FUNCTION acting_account() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.actor_id', true), '')::bigint;
-- Every role given and taken, by whatever program.
CREATE FUNCTION trace_role() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    grant_ role_grant := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    INSERT INTO staff_trace (hromada_id, at, actor_id, kind, account_id, role, body_id)
    VALUES (grant_.hromada_id, clock_timestamp(), acting_account(),
            CASE WHEN TG_OP = 'DELETE' THEN 'role-revoked' ELSE 'role-granted' END,
            grant_.account_id, grant_.role, grant_.body_id);
    RETURN NULL;
END $$;
-- A page opened again within the hour is the same reading. One statement enters and writes.
CREATE FUNCTION trace_reading(
    hromada bigint, account bigint, opened varchar, report bigint, moment timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.hromada_id', hromada::text, true);
    INSERT INTO staff_trace (hromada_id, at, actor_id, kind, page, number)
    SELECT hromada, moment, account, 'read', opened, report
    WHERE NOT EXISTS (
        SELECT FROM staff_trace AS t
        WHERE t.hromada_id = hromada AND t.kind = 'read' AND t.actor_id = account
          AND t.page = opened AND t.number IS NOT DISTINCT FROM report
          AND t.at > moment - interval '1 hour');
END $$;
CREATE TRIGGER traced AFTER INSERT OR UPDATE OR DELETE ON role_grant
    FOR EACH ROW EXECUTE FUNCTION trace_role();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON staff_trace
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON staff_trace
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
