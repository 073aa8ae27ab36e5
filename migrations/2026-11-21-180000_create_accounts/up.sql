-- Who may do what: people, what they belong to, their sessions, and the second wall between organisations.
--
-- The first wall is the organisation in every query. The second one is row-level security: the program works as the
-- role injaaz_app, which neither owns a table nor bypasses its policies, and says with each connection whose rows it
-- may see ('injaaz.organisation': a key, or 0 for background work on behalf of nobody). A query that forgets the
-- organisation then finds nothing, and so does one of a session that said nothing.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'injaaz_app') THEN
        CREATE ROLE injaaz_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
EXCEPTION
    -- Another database of this server was brought up at the same moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role injaaz_app is missing, and this account may not make it.'
            USING HINT = 'As an administrator of the server: CREATE ROLE injaaz_app NOLOGIN; GRANT injaaz_app TO ' || current_user || ';';
END
$$;

DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'injaaz_app', 'MEMBER') THEN
        EXECUTE format('GRANT injaaz_app TO %I', current_user);
    END IF;
END
$$;

-- People -------------------------------------------------------------------------------------------------------------

ALTER TABLE organisations
    ADD COLUMN public_id text NOT NULL DEFAULT 'org_' || left(replace(gen_random_uuid()::text, '-', ''), 20),
    ADD COLUMN is_demo boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT organisations_public_id_key UNIQUE (public_id);

-- What an organisation decides for itself; one without a row has the defaults.
CREATE TABLE organisation_settings (
    organisation_id       bigint NOT NULL,
    link_days             integer NOT NULL DEFAULT 30,
    idle_minutes          integer NOT NULL DEFAULT 720,
    require_second_factor boolean NOT NULL DEFAULT false,
    keep_submission_days  integer,
    updated_at            timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT organisation_settings_pkey PRIMARY KEY (organisation_id),
    CONSTRAINT organisation_settings_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT organisation_settings_link_days_range CHECK (link_days BETWEEN 1 AND 3650),
    CONSTRAINT organisation_settings_idle_minutes_range CHECK (idle_minutes BETWEEN 5 AND 10080),
    CONSTRAINT organisation_settings_keep_submission_days_range CHECK (keep_submission_days BETWEEN 30 AND 36500)
);

-- An e-mail address is one person, however it is written.
ALTER TABLE users
    ADD COLUMN public_id text NOT NULL DEFAULT 'usr_' || left(replace(gen_random_uuid()::text, '-', ''), 20),
    ADD COLUMN language text,
    ADD COLUMN disabled_at timestamptz,
    ADD COLUMN must_change_password boolean NOT NULL DEFAULT false,
    ADD COLUMN password_changed_at timestamptz,
    ADD CONSTRAINT users_public_id_key UNIQUE (public_id),
    ADD CONSTRAINT users_language_known CHECK (language IN ('en', 'ar'));
CREATE UNIQUE INDEX users_email_lower_key ON users (lower(email));

CREATE TABLE memberships (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    user_id         bigint NOT NULL,
    role            text NOT NULL,
    suspended_at    timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT memberships_pkey PRIMARY KEY (id),
    CONSTRAINT memberships_organisation_id_user_id_key UNIQUE (organisation_id, user_id),
    CONSTRAINT memberships_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT memberships_role_known CHECK (role IN ('administrator', 'manager', 'reviewer', 'inspector', 'viewer'))
);

CREATE INDEX memberships_user_id_idx ON memberships (user_id);

-- What a membership is narrowed to: a module, a site, or a module at a site. For an inspector these come on top of
-- what they sent themselves; for everybody else no row at all means everything.
CREATE TABLE membership_scopes (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    membership_id   bigint NOT NULL,
    module          text,
    site_key        text COLLATE "C",
    CONSTRAINT membership_scopes_pkey PRIMARY KEY (id),
    CONSTRAINT membership_scopes_key UNIQUE NULLS NOT DISTINCT (membership_id, module, site_key),
    CONSTRAINT membership_scopes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT membership_scopes_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES memberships (id) ON DELETE CASCADE,
    CONSTRAINT membership_scopes_not_empty CHECK (module IS NOT NULL OR site_key IS NOT NULL)
);

-- Only the SHA-256 of what the browser holds: whoever reads this table cannot become anybody.
CREATE TABLE sessions (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    token_hash      bytea NOT NULL,
    user_id         bigint NOT NULL,
    organisation_id bigint NOT NULL,
    state           text NOT NULL DEFAULT 'active',
    strength        text NOT NULL DEFAULT 'password',
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_seen_at    timestamptz NOT NULL DEFAULT now(),
    confirmed_at    timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    ip_address      inet,
    user_agent      text,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_token_hash_key UNIQUE (token_hash),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT sessions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT sessions_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT sessions_state_known CHECK (state IN ('active', 'second_factor', 'change_password')),
    CONSTRAINT sessions_strength_known CHECK (strength IN ('password', 'two_factors', 'passkey'))
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

-- A link that lets somebody do one thing once: set up the server, join an organisation, choose a new password.
CREATE TABLE one_time_links (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    token_hash      bytea NOT NULL,
    kind            text NOT NULL,
    organisation_id bigint,
    user_id         bigint,
    email           text,
    role            text,
    scopes          jsonb NOT NULL DEFAULT '[]',
    made_by         bigint,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    CONSTRAINT one_time_links_pkey PRIMARY KEY (id),
    CONSTRAINT one_time_links_token_hash_key UNIQUE (token_hash),
    CONSTRAINT one_time_links_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT one_time_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT one_time_links_made_by_fkey FOREIGN KEY (made_by) REFERENCES users (id),
    CONSTRAINT one_time_links_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT one_time_links_kind_known CHECK (kind IN ('setup', 'invitation', 'reset')),
    CONSTRAINT one_time_links_role_known CHECK (role IN ('administrator', 'manager', 'reviewer', 'inspector', 'viewer'))
);

CREATE INDEX one_time_links_expires_at_idx ON one_time_links (expires_at);

-- Whose submissions these are, for inspectors, who see their own.
CREATE INDEX submissions_user_id_idx ON submissions (user_id, id) WHERE user_id IS NOT NULL;

-- The same index in other words: behind row-level security an index answers only conditions that the planner knows to
-- keep secrets, and it knows CASE, but not coalesce.
DROP INDEX submissions_visit_idx;
CREATE INDEX submissions_visit_idx ON submissions
    (organisation_id, (CASE WHEN visit_date IS NULL THEN '0001-01-01'::date ELSE visit_date END), id);

-- The second wall ----------------------------------------------------------------------------------------------------

-- Whose rows this connection may see: a key of an organisation, 0 for all of them, null for none.
CREATE FUNCTION injaaz_organisation() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('injaaz.organisation', true), '')::bigint $$;

-- Puts a table that has organisation_id behind the wall. Each later migration calls it for its own tables.
CREATE FUNCTION injaaz_wall(wanted regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', wanted);
    EXECUTE format(
        'CREATE POLICY organisation_wall ON %s USING (
             organisation_id = (SELECT injaaz_organisation()) OR (SELECT injaaz_organisation()) = 0)', wanted);
END
$$;

DO $$
DECLARE
    walled regclass;
BEGIN
    FOR walled IN
        SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname <> 'form_versions'
    LOOP
        PERFORM injaaz_wall(walled);
    END LOOP;
END
$$;

ALTER TABLE form_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_wall ON form_versions USING (
    organisation_id IS NULL OR organisation_id = (SELECT injaaz_organisation()) OR (SELECT injaaz_organisation()) = 0);

ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_wall ON organisations USING (
    id = (SELECT injaaz_organisation()) OR (SELECT injaaz_organisation()) = 0);

-- A person is seen by those who share an organisation with them; memberships stand behind the wall themselves.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_wall ON users USING (
    (SELECT injaaz_organisation()) = 0 OR EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id));

DO $$
DECLARE
    here text := quote_ident(current_schema());
BEGIN
    EXECUTE 'GRANT USAGE ON SCHEMA ' || here || ' TO injaaz_app';
    EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ' || here || ' TO injaaz_app';
    EXECUTE 'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ' || here || ' TO injaaz_app';
    EXECUTE 'ALTER DEFAULT PRIVILEGES IN SCHEMA ' || here
        || ' GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO injaaz_app';
    EXECUTE 'ALTER DEFAULT PRIVILEGES IN SCHEMA ' || here || ' GRANT USAGE, SELECT ON SEQUENCES TO injaaz_app';
END
$$;

-- The month's partitions, made ahead. The app may not make tables, but it may call this. A partition itself is nobody's
-- business: whoever could name it would walk around the wall of its table.
CREATE FUNCTION make_audit_partitions(today date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', today);
    name  text;
BEGIN
    -- Only one instance makes partitions at a time: "if not exists" alone lets two try, and the second one fails.
    PERFORM pg_advisory_xact_lock(7596567767098188916);
    FOR ahead IN 0..3 LOOP
        name := format('audit_logs_%s', to_char(first, 'YYYY_MM'));
        IF to_regclass(name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_logs FOR VALUES FROM (%L) TO (%L)',
                name, first, (first + interval '1 month')::date);
            EXECUTE format('REVOKE ALL ON %I FROM injaaz_app', name);
        END IF;
        first := first + interval '1 month';
    END LOOP;
END
$$;

DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM injaaz_app', part);
    END LOOP;
END
$$;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_logs FROM injaaz_app;

-- Who holds this token: asked before anybody knows whose rows may be seen, so it looks over the wall, and at nothing
-- but one session. Ended and expired ones, disabled people and suspended memberships are no session at all.
CREATE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
    session_id bigint, state text, strength text, created_at timestamptz, last_seen_at timestamptz,
    confirmed_at timestamptz, user_id bigint, user_public_id text, email text, full_name text, language text,
    organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean, role text, scopes jsonb
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.state, s.strength, s.created_at, s.last_seen_at, s.confirmed_at, u.id, u.public_id, u.email,
        u.full_name, u.language, o.id, o.public_id, o.name, o.is_demo, m.role,
        coalesce((SELECT jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key) ORDER BY c.id)
                  FROM membership_scopes c WHERE c.membership_id = m.id), '[]')
    FROM sessions s
    JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = s.organisation_id
    JOIN memberships m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id AND m.suspended_at IS NULL
    LEFT JOIN organisation_settings g ON g.organisation_id = s.organisation_id
    WHERE s.token_hash = hash AND s.expires_at > at
        AND s.last_seen_at > at - make_interval(mins => coalesce(g.idle_minutes, 720))
$$;
