-- Tokens for programs. Only the SHA-256 of each stands here: whoever reads this table cannot become anybody. Whose it
-- is may do what its permissions and the role of its maker both allow, as they are at the time of each request.
CREATE TABLE api_tokens (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    token_id        text NOT NULL,
    organisation_id bigint NOT NULL,
    user_id         bigint NOT NULL,
    name            text NOT NULL,
    token_hash      bytea NOT NULL,
    -- The first characters of the token, by which a person knows it again.
    prefix          text NOT NULL,
    permissions     text[] NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    last_used_at    timestamptz,
    last_used_ip    inet,
    revoked_at      timestamptz,
    CONSTRAINT api_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT api_tokens_token_id_key UNIQUE (token_id),
    CONSTRAINT api_tokens_token_hash_key UNIQUE (token_hash),
    CONSTRAINT api_tokens_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT api_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT api_tokens_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT api_tokens_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT api_tokens_prefix_length CHECK (char_length(prefix) = 12),
    CONSTRAINT api_tokens_permissions_some CHECK (cardinality(permissions) > 0),
    CONSTRAINT api_tokens_permissions_known CHECK (permissions <@ ARRAY['submit', 'submissions.read', 'reports.read',
        'reports.make', 'reports.share', 'submissions.export', 'submissions.moderate', 'audit.read']),
    CONSTRAINT api_tokens_expires_at_range CHECK (expires_at > created_at AND expires_at <= created_at + interval '366 days')
);

SELECT injaaz_wall('api_tokens');

-- Who holds this token: asked before anybody knows whose rows may be seen, as session_of is. Revoked and expired ones,
-- those of disabled people and of suspended memberships are no token at all.
CREATE FUNCTION api_token_of(hash bytea, at timestamptz) RETURNS TABLE (
    id bigint, token_id text, name text, permissions text[], expires_at timestamptz, last_used_at timestamptz,
    last_used_ip inet, user_id bigint, user_public_id text, email text, full_name text, language text,
    organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean, role text, scopes jsonb
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.id, t.token_id, t.name, t.permissions, t.expires_at, t.last_used_at, t.last_used_ip, u.id, u.public_id,
        u.email, u.full_name, u.language, o.id, o.public_id, o.name, o.is_demo, m.role,
        coalesce((SELECT jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key) ORDER BY c.id)
                  FROM membership_scopes c WHERE c.membership_id = m.id), '[]')
    FROM api_tokens t
    JOIN users u ON u.id = t.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = t.organisation_id
    JOIN memberships m ON m.organisation_id = t.organisation_id AND m.user_id = t.user_id AND m.suspended_at IS NULL
    WHERE t.token_hash = hash AND t.expires_at > at AND t.revoked_at IS NULL
$$;
