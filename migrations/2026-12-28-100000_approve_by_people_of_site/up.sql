-- Submissions can wait for the people of their site: members whose scopes name it. The look-up of a session counts them, in
-- statements of their own: as parts of one statement they took 30 to 160 ms to plan in each new connection.

CREATE OR REPLACE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
    session_id bigint, state text, strength text, created_at timestamptz, last_seen_at timestamptz,
    confirmed_at timestamptz, user_id bigint, user_public_id text, email text, full_name text, language text,
    organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean, role text, scopes jsonb,
    time_zone text,
    factor_missing boolean, pending_submissions bigint, waiting_reviews bigint,
    unread_notifications bigint, has_legacy_source boolean, forms_version bigint
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    member record;
    is_delegate boolean;
    reviews bigint := 0;
BEGIN
    SELECT m.id, m.organisation_id, m.user_id, m.role INTO member
    FROM sessions s
    JOIN memberships m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id AND m.suspended_at IS NULL
    WHERE s.token_hash = hash AND s.expires_at > at;
    IF member.id IS NULL THEN
        RETURN;
    END IF;
    -- What waits for the decision of the member. Each statement is planned when it is first needed, so most connections
    -- never plan the last one.
    IF EXISTS (SELECT FROM approvals a WHERE a.organisation_id = member.organisation_id AND a.state = 'in_review') THEN
        is_delegate := EXISTS (SELECT FROM absences d WHERE d.organisation_id = member.organisation_id
            AND d.delegate_id = member.user_id AND d.starts_at <= at AND d.ends_at > at);
        IF NOT is_delegate AND NOT EXISTS (SELECT FROM membership_scopes z
                WHERE z.membership_id = member.id AND z.site_key IS NOT NULL) THEN
            SELECT count(*) INTO reviews FROM (SELECT FROM approvals a JOIN submissions b ON b.id = a.submission_id
                WHERE a.organisation_id = member.organisation_id AND a.state = 'in_review'
                    AND b.user_id IS DISTINCT FROM member.user_id
                    AND a.waiting_for && ARRAY['role:' || member.role, 'user:' || member.user_id] LIMIT 100) a;
        ELSE
            SELECT count(*) INTO reviews FROM (SELECT FROM approvals a JOIN submissions b ON b.id = a.submission_id
                WHERE a.organisation_id = member.organisation_id AND a.state = 'in_review'
                    AND b.user_id IS DISTINCT FROM member.user_id
                    AND (a.waiting_for && ARRAY['role:' || member.role, 'user:' || member.user_id]
                        OR 'site' = ANY (a.waiting_for) AND member.role <> 'viewer'
                            AND EXISTS (SELECT FROM membership_scopes z WHERE z.membership_id = member.id
                                AND z.site_key = b.site_key AND (z.module IS NULL OR z.module = b.module))
                        OR is_delegate
                            AND EXISTS (SELECT FROM absences d
                                JOIN users x ON x.id = d.user_id AND x.disabled_at IS NULL
                                JOIN memberships y ON y.organisation_id = d.organisation_id AND y.user_id = d.user_id
                                    AND y.suspended_at IS NULL AND y.role <> 'viewer'
                                WHERE d.organisation_id = member.organisation_id AND d.delegate_id = member.user_id
                                    AND d.starts_at <= at AND d.ends_at > at AND d.user_id IS DISTINCT FROM b.user_id
                                    AND (a.waiting_for && ARRAY['role:' || y.role, 'user:' || y.user_id]
                                        OR 'site' = ANY (a.waiting_for)
                                            AND EXISTS (SELECT FROM membership_scopes z WHERE z.membership_id = y.id
                                                AND z.site_key = b.site_key AND (z.module IS NULL OR z.module = b.module)))
                                    AND ((y.role = 'inspector' AND y.user_id = b.user_id)
                                        OR (y.role <> 'inspector'
                                            AND NOT EXISTS (SELECT FROM membership_scopes z WHERE z.membership_id = y.id))
                                        OR EXISTS (SELECT FROM membership_scopes z WHERE z.membership_id = y.id
                                            AND (z.module IS NULL OR z.module = b.module)
                                            AND (z.site_key IS NULL OR z.site_key = b.site_key))))
                            AND NOT EXISTS (SELECT FROM approval_steps p WHERE p.submission_id = a.submission_id
                                AND p.round = a.round AND p.stage = a.stage AND p.kind = 'approved'
                                AND p.user_id = member.user_id))
                LIMIT 100) a;
        END IF;
    END IF;
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
        reviews,
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
