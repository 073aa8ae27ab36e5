-- Forms that the administrators of an organisation make in the app: a draft, which can be changed, and versions, which
-- never change. A form has a draft, versions or both.
CREATE TABLE organisation_forms (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    -- As TOML; null while there is nothing but what was published.
    draft           text,
    -- Since when it takes no submissions; null while it is in use, or was never published.
    retired_at      timestamptz,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    -- Counts the changes, so that nobody overwrites a change that they have not seen.
    row_version     integer NOT NULL DEFAULT 1,
    CONSTRAINT organisation_forms_pkey PRIMARY KEY (id),
    CONSTRAINT organisation_forms_module_key UNIQUE (organisation_id, module),
    CONSTRAINT organisation_forms_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT organisation_forms_row_version_positive CHECK (row_version > 0)
);

CREATE TABLE organisation_form_versions (
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    version         integer NOT NULL,
    -- As TOML.
    definition      text NOT NULL,
    published_at    timestamptz NOT NULL,
    CONSTRAINT organisation_form_versions_pkey PRIMARY KEY (organisation_id, module, version),
    CONSTRAINT organisation_form_versions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT organisation_form_versions_module_fkey FOREIGN KEY (organisation_id, module)
        REFERENCES organisation_forms (organisation_id, module),
    CONSTRAINT organisation_form_versions_version_positive CHECK (version > 0)
);

SELECT injaaz_wall('organisation_forms');
SELECT injaaz_wall('organisation_form_versions');
-- Submissions are read with the version that they were made with.
REVOKE UPDATE, DELETE, TRUNCATE ON organisation_form_versions FROM injaaz_app;

-- Counts what changes the forms that are in use. Every look-up of a member returns it, so that a server knows without
-- another query whether the forms that it has loaded are the current ones.
ALTER TABLE organisations ADD COLUMN forms_version bigint NOT NULL DEFAULT 0;

DROP TRIGGER organisations_announce_change ON organisations;
CREATE TRIGGER organisations_announce_change
    AFTER DELETE OR UPDATE OF public_id, name, is_demo, time_zone, forms_version ON organisations
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();

-- The version of a submission is one of a form of the installation, or of a form of its own organisation. A foreign key
-- can name one table only. Versions are never deleted, so new submissions are all that has to be checked.
CREATE FUNCTION require_form_version() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM form_versions v WHERE v.module = NEW.module AND v.version = NEW.form_version)
        AND NOT EXISTS (SELECT FROM organisation_form_versions v
            WHERE v.organisation_id = NEW.organisation_id AND v.module = NEW.module AND v.version = NEW.form_version)
    THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('there is no version %s of the form %s', NEW.form_version, NEW.module),
            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;

ALTER TABLE submissions DROP CONSTRAINT submissions_form_version_fkey;
ALTER TABLE pending_submissions DROP CONSTRAINT pending_submissions_form_version_fkey;
CREATE TRIGGER submissions_require_form_version
    AFTER INSERT OR UPDATE OF organisation_id, module, form_version ON submissions
    FOR EACH ROW EXECUTE FUNCTION require_form_version();
CREATE TRIGGER pending_submissions_require_form_version
    AFTER INSERT OR UPDATE OF organisation_id, module, form_version ON pending_submissions
    FOR EACH ROW EXECUTE FUNCTION require_form_version();

DROP FUNCTION session_of(bytea, timestamptz);
DROP FUNCTION api_token_of(bytea, timestamptz);

CREATE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
    session_id bigint, state text, strength text, created_at timestamptz, last_seen_at timestamptz,
    confirmed_at timestamptz, user_id bigint, user_public_id text, email text, full_name text, language text,
    organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean, role text, scopes jsonb,
    time_zone text,
    factor_missing boolean, pending_submissions bigint, waiting_reviews bigint,
    unread_notifications bigint, has_legacy_source boolean, forms_version bigint
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT s.id, s.state, s.strength, s.created_at, s.last_seen_at, s.confirmed_at, u.id, u.public_id, u.email,
        u.full_name, u.language, o.id, o.public_id, o.name, o.is_demo, m.role,
        coalesce((SELECT jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key) ORDER BY c.id)
                  FROM membership_scopes c WHERE c.membership_id = m.id), '[]'),
        coalesce(u.time_zone, o.time_zone),
        coalesce(g.require_second_factor, false)
            AND NOT EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id)
            AND NOT EXISTS (SELECT FROM totp_secrets f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL),
        (SELECT count(*) FROM (SELECT FROM pending_submissions w
            WHERE w.organisation_id = o.id AND w.state = 'waiting' LIMIT 100) w),
        (SELECT count(*) FROM (SELECT FROM approvals a JOIN submissions b ON b.id = a.submission_id
            WHERE a.organisation_id = o.id AND a.state = 'in_review' AND b.user_id IS DISTINCT FROM u.id
                AND (a.waiting_for && ARRAY['role:' || m.role, 'user:' || u.id]
                    -- First a question that does not depend on the submission, because few members are delegates.
                    OR EXISTS (SELECT FROM absences d WHERE d.organisation_id = o.id AND d.delegate_id = u.id
                            AND d.starts_at <= at AND d.ends_at > at)
                        AND EXISTS (SELECT FROM absences d
                            JOIN users x ON x.id = d.user_id AND x.disabled_at IS NULL
                            JOIN memberships y ON y.organisation_id = d.organisation_id AND y.user_id = d.user_id
                                AND y.suspended_at IS NULL AND y.role <> 'viewer'
                            WHERE d.organisation_id = o.id AND d.delegate_id = u.id AND d.starts_at <= at AND d.ends_at > at
                                AND d.user_id IS DISTINCT FROM b.user_id
                                AND a.waiting_for && ARRAY['role:' || y.role, 'user:' || y.user_id]
                                AND ((y.role = 'inspector' AND y.user_id = b.user_id)
                                    OR (y.role <> 'inspector'
                                        AND NOT EXISTS (SELECT FROM membership_scopes z WHERE z.membership_id = y.id))
                                    OR EXISTS (SELECT FROM membership_scopes z WHERE z.membership_id = y.id
                                        AND (z.module IS NULL OR z.module = b.module)
                                        AND (z.site_key IS NULL OR z.site_key = b.site_key))))
                        AND NOT EXISTS (SELECT FROM approval_steps p WHERE p.submission_id = a.submission_id
                            AND p.round = a.round AND p.stage = a.stage AND p.kind = 'approved' AND p.user_id = u.id))
                LIMIT 100) a),
        (SELECT count(*) FROM (SELECT FROM notifications n
            WHERE n.organisation_id = o.id AND n.user_id = u.id AND n.read_at IS NULL LIMIT 100) n),
        EXISTS (SELECT FROM legacy_sources l WHERE l.organisation_id = o.id), o.forms_version
    FROM sessions s
    JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = s.organisation_id
    JOIN memberships m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id AND m.suspended_at IS NULL
    LEFT JOIN organisation_settings g ON g.organisation_id = s.organisation_id
    WHERE s.token_hash = hash AND s.expires_at > at
        AND s.last_seen_at > at - make_interval(mins => coalesce(g.idle_minutes, 720));
END
$$;

CREATE FUNCTION api_token_of(hash bytea, at timestamptz) RETURNS TABLE (
    id bigint, token_id text, name text, permissions text[], token_scopes jsonb, expires_at timestamptz,
    last_used_at timestamptz, last_used_ip inet, user_id bigint, user_public_id text, email text, full_name text,
    language text, organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean,
    role text, scopes jsonb, time_zone text,
    factor_missing boolean, pending_submissions bigint, waiting_reviews bigint,
    unread_notifications bigint, has_legacy_source boolean, forms_version bigint
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT t.id, t.token_id, t.name, t.permissions, t.scopes, t.expires_at, t.last_used_at, t.last_used_ip,
        u.id, u.public_id, u.email, u.full_name, u.language, o.id, o.public_id, o.name, o.is_demo, m.role,
        coalesce((SELECT jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key) ORDER BY c.id)
                  FROM membership_scopes c WHERE c.membership_id = m.id), '[]'),
        coalesce(u.time_zone, o.time_zone),
        coalesce(g.require_second_factor, false)
            AND NOT EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id)
            AND NOT EXISTS (SELECT FROM totp_secrets f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL),
        (SELECT count(*) FROM (SELECT FROM pending_submissions w
            WHERE w.organisation_id = o.id AND w.state = 'waiting' LIMIT 100) w),
        (SELECT count(*) FROM (SELECT FROM approvals a JOIN submissions b ON b.id = a.submission_id
            WHERE a.organisation_id = o.id AND a.state = 'in_review' AND b.user_id IS DISTINCT FROM u.id
                AND a.waiting_for && ARRAY['role:' || m.role, 'user:' || u.id] LIMIT 100) a),
        -- Programs are not notified.
        0::bigint,
        EXISTS (SELECT FROM legacy_sources l WHERE l.organisation_id = o.id), o.forms_version
    FROM api_tokens t
    JOIN users u ON u.id = t.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = t.organisation_id
    JOIN memberships m ON m.organisation_id = t.organisation_id AND m.user_id = t.user_id AND m.suspended_at IS NULL
    LEFT JOIN organisation_settings g ON g.organisation_id = t.organisation_id
    WHERE t.token_hash = hash AND t.expires_at > at AND t.revoked_at IS NULL;
END
$$;
