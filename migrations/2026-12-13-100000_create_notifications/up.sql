-- What members are told: an inspection waits for their decision, an action is theirs, and so on. A row is written in the
-- transaction of its cause, once for each person and event, and is also the outbox of its e-mail.
CREATE TABLE notifications (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    -- Who is told.
    user_id         bigint NOT NULL,
    kind            text NOT NULL,
    -- What it is about; an action belongs to a submission, too.
    submission_id   bigint NOT NULL,
    action_id       bigint,
    -- The cause by its keys, such as submission, round and stage.
    event           text NOT NULL,
    -- Whose act it was; none if it was time that passed.
    caused_by       bigint,
    created_at      timestamptz NOT NULL,
    read_at         timestamptz,
    -- How the person wanted to get it by e-mail at that time.
    delivery        text NOT NULL,
    -- When its e-mail was handed over to the jobs, or was found to be unnecessary.
    mailed_at       timestamptz,
    CONSTRAINT notifications_pkey PRIMARY KEY (id),
    CONSTRAINT notifications_event_key UNIQUE (organisation_id, user_id, kind, event),
    CONSTRAINT notifications_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT notifications_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT notifications_action_id_fkey FOREIGN KEY (action_id) REFERENCES actions (id) ON DELETE CASCADE,
    CONSTRAINT notifications_caused_by_fkey FOREIGN KEY (caused_by) REFERENCES users (id),
    CONSTRAINT notifications_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected', 'mentioned',
        'action_assigned', 'action_due', 'action_overdue')),
    CONSTRAINT notifications_delivery_known CHECK (delivery IN ('at_once', 'daily', 'off')),
    CONSTRAINT notifications_action_check CHECK ((kind LIKE 'action%') = (action_id IS NOT NULL))
);

-- The list of a person; the number in the navigation.
CREATE INDEX notifications_newest_idx ON notifications (organisation_id, user_id, id);
CREATE INDEX notifications_unread_idx ON notifications (organisation_id, user_id) WHERE read_at IS NULL;
-- What a decision or a step of an action makes unnecessary, and what goes with them.
CREATE INDEX notifications_submission_idx ON notifications (submission_id);
CREATE INDEX notifications_action_idx ON notifications (action_id) WHERE action_id IS NOT NULL;
-- What still has to be sent.
CREATE INDEX notifications_unsent_idx ON notifications (delivery, organisation_id, user_id, created_at)
    WHERE mailed_at IS NULL AND delivery <> 'off';
CREATE INDEX notifications_created_at_idx ON notifications (created_at);

-- What a member has chosen for a kind; without a row the default of the kind holds.
CREATE TABLE notification_choices (
    organisation_id bigint NOT NULL,
    user_id         bigint NOT NULL,
    kind            text NOT NULL,
    delivery        text NOT NULL,
    CONSTRAINT notification_choices_pkey PRIMARY KEY (organisation_id, user_id, kind),
    CONSTRAINT notification_choices_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT notification_choices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT notification_choices_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected',
        'mentioned', 'action_assigned', 'action_due', 'action_overdue')),
    CONSTRAINT notification_choices_delivery_known CHECK (delivery IN ('at_once', 'daily', 'off'))
);

-- The hour of the daily e-mail, in the time zone of the member.
ALTER TABLE memberships
    ADD COLUMN digest_hour smallint NOT NULL DEFAULT 7,
    ADD CONSTRAINT memberships_digest_hour_check CHECK (digest_hour BETWEEN 0 AND 23);

SELECT injaaz_wall('notifications');
SELECT injaaz_wall('notification_choices');

-- Other servers forget the number of a member who has read something. New rows are not announced: every server would look
-- up every member again for each submission, and the number may be half a minute old.
CREATE TRIGGER notifications_announce_change
    AFTER UPDATE OF read_at ON notifications
    FOR EACH ROW EXECUTE FUNCTION announce_member_change();

DROP FUNCTION session_of(bytea, timestamptz);
DROP FUNCTION api_token_of(bytea, timestamptz);

CREATE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
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
                AND a.waiting_for && ARRAY['role:' || m.role, 'user:' || u.id] LIMIT 100) a),
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

CREATE FUNCTION api_token_of(hash bytea, at timestamptz) RETURNS TABLE (
    id bigint, token_id text, name text, permissions text[], token_scopes jsonb, expires_at timestamptz,
    last_used_at timestamptz, last_used_ip inet, user_id bigint, user_public_id text, email text, full_name text,
    language text, organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean,
    role text, scopes jsonb, time_zone text,
    factor_missing boolean, pending_submissions bigint, waiting_reviews bigint,
    unread_notifications bigint, has_legacy_source boolean
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
        EXISTS (SELECT FROM legacy_sources l WHERE l.organisation_id = o.id)
    FROM api_tokens t
    JOIN users u ON u.id = t.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = t.organisation_id
    JOIN memberships m ON m.organisation_id = t.organisation_id AND m.user_id = t.user_id AND m.suspended_at IS NULL
    LEFT JOIN organisation_settings g ON g.organisation_id = t.organisation_id
    WHERE t.token_hash = hash AND t.expires_at > at AND t.revoked_at IS NULL;
END
$$;
