-- A narrowed token would open everything in earlier versions, so it ends.
UPDATE api_tokens SET revoked_at = now() WHERE scopes <> '[]' AND revoked_at IS NULL;

DROP FUNCTION api_token_of(bytea, timestamptz);

CREATE FUNCTION api_token_of(hash bytea, at timestamptz) RETURNS TABLE (
    id bigint, token_id text, name text, permissions text[], expires_at timestamptz, last_used_at timestamptz,
    last_used_ip inet, user_id bigint, user_public_id text, email text, full_name text, language text,
    organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean, role text, scopes jsonb
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT t.id, t.token_id, t.name, t.permissions, t.expires_at, t.last_used_at, t.last_used_ip, u.id, u.public_id,
        u.email, u.full_name, u.language, o.id, o.public_id, o.name, o.is_demo, m.role,
        coalesce((SELECT jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key) ORDER BY c.id)
                  FROM membership_scopes c WHERE c.membership_id = m.id), '[]')
    FROM api_tokens t
    JOIN users u ON u.id = t.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = t.organisation_id
    JOIN memberships m ON m.organisation_id = t.organisation_id AND m.user_id = t.user_id AND m.suspended_at IS NULL
    WHERE t.token_hash = hash AND t.expires_at > at AND t.revoked_at IS NULL;
END
$$;

ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_scopes_list, DROP COLUMN scopes;

ALTER TABLE api_tokens
    DROP CONSTRAINT api_tokens_permissions_known,
    ADD CONSTRAINT api_tokens_permissions_known CHECK (permissions <@ ARRAY['submit', 'submissions.read', 'reports.read',
        'reports.make', 'reports.share', 'submissions.export', 'submissions.moderate', 'audit.read']);
