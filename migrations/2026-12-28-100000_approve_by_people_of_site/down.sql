-- The program before cannot read flows with the people of a site. Administrators decide in their place.
UPDATE approval_flows SET flow = replace(flow::text, '"who": "site"', '"who": {"role": "administrator"}')::jsonb,
    first_waits = array_replace(first_waits, 'site', 'role:administrator')
    WHERE flow::text LIKE '%"who": "site"%';
UPDATE approvals SET waiting_for = array_replace(waiting_for, 'site', 'role:administrator')
    WHERE 'site' = ANY (waiting_for);

CREATE OR REPLACE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
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
