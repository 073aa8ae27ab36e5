-- Access to the addresses of the old app without an account, for the time of the migration, per module.

-- Until this time anybody may use the old addresses of the module. No row, or a time in the past: nobody without an
-- account, a token or a key.
CREATE TABLE legacy_access (
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    open_until      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    changed_by      text NOT NULL,
    CONSTRAINT legacy_access_pkey PRIMARY KEY (organisation_id, module),
    CONSTRAINT legacy_access_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT legacy_access_open_until_range CHECK (open_until <= changed_at + interval '90 days')
);

-- One key for each client of the old addresses of a module: only the SHA-256 of each is here.
CREATE TABLE legacy_keys (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    key_id          text NOT NULL,
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    name            text NOT NULL,
    key_hash        bytea NOT NULL,
    -- The first characters of the key, by which a person recognises it.
    prefix          text NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text NOT NULL,
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    CONSTRAINT legacy_keys_pkey PRIMARY KEY (id),
    CONSTRAINT legacy_keys_key_id_key UNIQUE (key_id),
    CONSTRAINT legacy_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT legacy_keys_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT legacy_keys_key_hash_length CHECK (octet_length(key_hash) = 32),
    CONSTRAINT legacy_keys_name_length CHECK (char_length(name) BETWEEN 1 AND 100)
);

SELECT injaaz_wall('legacy_access');
SELECT injaaz_wall('legacy_keys');
