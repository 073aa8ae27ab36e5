-- How people show who they are besides a password: passkeys, codes of an app, recovery codes. These are a person's own,
-- so no organisation stands in them; behind the wall are those of the people whom an organisation sees.

CREATE TABLE passkeys (
    id            bigint GENERATED ALWAYS AS IDENTITY,
    public_id     text NOT NULL DEFAULT 'pky_' || left(replace(gen_random_uuid()::text, '-', ''), 20),
    user_id       bigint NOT NULL,
    credential_id bytea NOT NULL,
    public_key    bytea NOT NULL,
    sign_count    bigint NOT NULL,
    name          text NOT NULL,
    backed_up     boolean NOT NULL,
    created_at    timestamptz NOT NULL,
    last_used_at  timestamptz,
    CONSTRAINT passkeys_pkey PRIMARY KEY (id),
    CONSTRAINT passkeys_public_id_key UNIQUE (public_id),
    CONSTRAINT passkeys_credential_id_key UNIQUE (credential_id),
    CONSTRAINT passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT passkeys_credential_id_length CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    CONSTRAINT passkeys_sign_count_range CHECK (sign_count BETWEEN 0 AND 4294967295)
);

CREATE INDEX passkeys_user_id_idx ON passkeys (user_id);

-- The secret is sealed with a key that is not in the database. A code works once: its step has to be later than the
-- last one, which one statement decides for all workers.
CREATE TABLE totp_secrets (
    user_id      bigint NOT NULL,
    sealed       bytea NOT NULL,
    last_step    bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT totp_secrets_pkey PRIMARY KEY (user_id),
    CONSTRAINT totp_secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

-- Only hashes: 100 random bits need no slow one.
CREATE TABLE recovery_codes (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    user_id    bigint NOT NULL,
    code_hash  bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (id),
    CONSTRAINT recovery_codes_user_id_code_hash_key UNIQUE (user_id, code_hash),
    CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT recovery_codes_code_hash_length CHECK (octet_length(code_hash) = 32)
);

-- What a passkey is asked to sign: once, for five minutes, and for the session that asked. One without a session is of
-- somebody who signs in with nothing else.
CREATE TABLE factor_challenges (
    challenge  bytea NOT NULL,
    purpose    text NOT NULL,
    session_id bigint,
    expires_at timestamptz NOT NULL,
    CONSTRAINT factor_challenges_pkey PRIMARY KEY (challenge),
    CONSTRAINT factor_challenges_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE,
    CONSTRAINT factor_challenges_challenge_length CHECK (octet_length(challenge) = 32),
    CONSTRAINT factor_challenges_purpose_known CHECK (purpose IN ('register', 'second_factor', 'sign_in'))
);

CREATE INDEX factor_challenges_session_id_idx ON factor_challenges (session_id);

-- Wrong second factors. They outlive the session in which they were tried, which ends after a few of them.
CREATE TABLE factor_failures (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    user_id    bigint NOT NULL,
    session_id bigint NOT NULL,
    failed_at  timestamptz NOT NULL,
    CONSTRAINT factor_failures_pkey PRIMARY KEY (id),
    CONSTRAINT factor_failures_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX factor_failures_user_id_failed_at_idx ON factor_failures (user_id, failed_at);

DO $$
DECLARE
    walled regclass;
BEGIN
    FOREACH walled IN ARRAY ARRAY['passkeys', 'totp_secrets', 'recovery_codes', 'factor_failures']::regclass[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format(
            'CREATE POLICY organisation_wall ON %1$s USING (
                 (SELECT injaaz_organisation()) = 0 OR EXISTS (SELECT FROM users u WHERE u.id = %1$s.user_id))', walled);
    END LOOP;
END
$$;

ALTER TABLE factor_challenges ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_wall ON factor_challenges USING (
    (SELECT injaaz_organisation()) = 0 OR EXISTS (SELECT FROM sessions s WHERE s.id = factor_challenges.session_id));

-- Whether somebody has to set up a factor before an organisation opens anything to them. It is asked together with the
-- session, so it looks over the wall as that does, and tells nothing else.
CREATE FUNCTION factor_missing(of_user bigint, in_organisation bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM organisation_settings g WHERE g.organisation_id = in_organisation AND g.require_second_factor)
        AND NOT EXISTS (SELECT FROM passkeys p WHERE p.user_id = of_user)
        AND NOT EXISTS (SELECT FROM totp_secrets t WHERE t.user_id = of_user AND t.confirmed_at IS NOT NULL)
$$;
