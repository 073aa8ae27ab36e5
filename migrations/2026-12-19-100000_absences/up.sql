-- Members who are absent, and the delegates who decide for them in approvals meanwhile.
CREATE TABLE absences (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    -- Who is absent.
    user_id         bigint NOT NULL,
    -- Who decides; none if the account was erased here.
    delegate_id     bigint,
    -- The days as they were entered, both included.
    first_day       date NOT NULL,
    last_day        date NOT NULL,
    -- The same as moments, by the time zone that the absent member had then.
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    -- Who entered it: the absent member, or an administrator.
    created_by      bigint,
    created_at      timestamptz NOT NULL,
    CONSTRAINT absences_pkey PRIMARY KEY (id),
    CONSTRAINT absences_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT absences_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT absences_delegate_id_fkey FOREIGN KEY (delegate_id) REFERENCES users (id),
    CONSTRAINT absences_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
    CONSTRAINT absences_delegate_is_another CHECK (delegate_id <> user_id),
    CONSTRAINT absences_days_check CHECK (last_day BETWEEN first_day AND first_day + 365),
    CONSTRAINT absences_moments_check CHECK (starts_at < ends_at),
    -- A member has one absence at a time. Ranges of one number, because without an extension a GiST index compares no
    -- numbers.
    CONSTRAINT absences_no_overlap EXCLUDE USING gist (int8range(organisation_id, organisation_id, '[]') WITH =,
        int8range(user_id, user_id, '[]') WITH =, daterange(first_day, last_day, '[]') WITH &&)
);

CREATE INDEX absences_user_idx ON absences (organisation_id, user_id, ends_at);
CREATE INDEX absences_delegate_idx ON absences (organisation_id, delegate_id, ends_at);
CREATE INDEX absences_ends_at_idx ON absences (ends_at);

SELECT injaaz_wall('absences');

-- The navigation has the number of submissions that a delegate can decide about.
CREATE TRIGGER absences_announce_change
    AFTER INSERT OR UPDATE OR DELETE ON absences
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();

ALTER TABLE approval_steps
    -- The absent member for whom a delegate decided.
    ADD COLUMN absent_id bigint,
    ADD CONSTRAINT approval_steps_absent_id_fkey FOREIGN KEY (absent_id) REFERENCES users (id),
    ADD CONSTRAINT approval_steps_absent_check CHECK (absent_id IS NULL OR (absent_id IS DISTINCT FROM user_id
        AND NOT in_place AND kind IN ('approved', 'returned', 'rejected', 'corrected')));

-- The same number depends on who has approved. A new step is announced by the approval that it changes.
CREATE TRIGGER approval_steps_announce_change
    AFTER DELETE OR UPDATE OF submission_id, kind, round, stage, user_id ON approval_steps
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();

CREATE OR REPLACE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
    session_id bigint, state text, strength text, created_at timestamptz, last_seen_at timestamptz,
    confirmed_at timestamptz, user_id bigint, user_public_id text, email text, full_name text, language text,
    organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean, role text, scopes jsonb,
    time_zone text,
    factor_missing boolean, pending_submissions bigint, waiting_reviews bigint,
    unread_notifications bigint, has_legacy_source boolean
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
        EXISTS (SELECT FROM legacy_sources l WHERE l.organisation_id = o.id)
    FROM sessions s
    JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = s.organisation_id
    JOIN memberships m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id AND m.suspended_at IS NULL
    LEFT JOIN organisation_settings g ON g.organisation_id = s.organisation_id
    WHERE s.token_hash = hash AND s.expires_at > at
        AND s.last_seen_at > at - make_interval(mins => coalesce(g.idle_minutes, 720));
END
$$;
