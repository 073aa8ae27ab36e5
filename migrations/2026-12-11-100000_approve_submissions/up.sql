-- What happens to a submission after it was sent: its corrections, and its approval by reviewers.

-- The current revision of a submission. A correction names the revision that it is based on, so that of two at once only
-- one is saved.
ALTER TABLE submissions
    ADD COLUMN revision integer NOT NULL DEFAULT 1,
    ADD CONSTRAINT submissions_revision_positive CHECK (revision > 0);

-- The revision that no longer has the file. Earlier ones still do, so the file stays.
ALTER TABLE uploaded_files
    ADD COLUMN removed_in integer,
    ADD CONSTRAINT uploaded_files_removed_in_check CHECK (removed_in IS NULL OR (removed_in > 1 AND submission_id IS NOT NULL));

-- A submission has one current report of each kind; those of earlier revisions stay.
DROP INDEX uploaded_files_report_key;
CREATE UNIQUE INDEX uploaded_files_report_key ON uploaded_files (submission_id, file_type)
    WHERE file_type IN ('report_excel', 'report_pdf', 'report_photos') AND removed_in IS NULL;

-- Of which revision a report is.
ALTER TABLE report_versions
    ADD COLUMN revision integer NOT NULL DEFAULT 1,
    ADD CONSTRAINT report_versions_revision_positive CHECK (revision > 0);

-- What a reviewer writes most often.
ALTER TABLE memberships
    ADD COLUMN review_comment text,
    ADD CONSTRAINT memberships_review_comment_check CHECK (length(review_comment) BETWEEN 1 AND 2000);

-- Earlier revisions. `submissions` has the newest one, so that everything that reads a submission reads that.
CREATE TABLE submission_revisions (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    revision        integer NOT NULL,
    language        text NOT NULL,
    site_name       text NOT NULL,
    visit_date      date,
    form_data       jsonb NOT NULL,
    content_hash    bytea NOT NULL,
    created_by      bigint,
    created_at      timestamptz NOT NULL,
    -- The correction that took its place: who sent it, when, why, and under which key.
    replaced_by     bigint,
    replaced_at     timestamptz NOT NULL,
    reason          text NOT NULL,
    submission_key  text NOT NULL,
    CONSTRAINT submission_revisions_pkey PRIMARY KEY (id),
    CONSTRAINT submission_revisions_submission_id_revision_key UNIQUE (submission_id, revision),
    CONSTRAINT submission_revisions_organisation_id_submission_key_key UNIQUE (organisation_id, submission_key),
    CONSTRAINT submission_revisions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT submission_revisions_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT submission_revisions_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
    CONSTRAINT submission_revisions_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES users (id),
    CONSTRAINT submission_revisions_revision_positive CHECK (revision > 0),
    CONSTRAINT submission_revisions_language_is_a_tag
        CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' AND length(language) <= 15),
    CONSTRAINT submission_revisions_content_hash_length CHECK (octet_length(content_hash) = 32),
    CONSTRAINT submission_revisions_reason_check CHECK (length(reason) <= 2000)
);

-- The approval flow of a form. A change adds a version; submissions keep the one that they were sent with.
CREATE TABLE approval_flows (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    version         integer NOT NULL,
    flow            jsonb NOT NULL,
    -- What a submission that was just sent waits for; see approvals.waiting_for.
    first_waits     text[] NOT NULL,
    created_by      bigint,
    created_at      timestamptz NOT NULL,
    -- Since then another version, or none, is in use.
    replaced_at     timestamptz,
    CONSTRAINT approval_flows_pkey PRIMARY KEY (id),
    CONSTRAINT approval_flows_organisation_id_module_version_key UNIQUE (organisation_id, module, version),
    CONSTRAINT approval_flows_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT approval_flows_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
    CONSTRAINT approval_flows_version_positive CHECK (version > 0)
);

CREATE UNIQUE INDEX approval_flows_current_key ON approval_flows (organisation_id, module) WHERE replaced_at IS NULL;

-- How far the approval of a submission is. A row of its own, so that submissions without one cost nothing.
CREATE TABLE approvals (
    submission_id   bigint NOT NULL,
    organisation_id bigint NOT NULL,
    flow_id         bigint NOT NULL,
    state           text NOT NULL DEFAULT 'in_review',
    stage           integer NOT NULL DEFAULT 0,
    -- The groups of the stage that have approved.
    approved        integer[] NOT NULL DEFAULT '{}',
    -- Whom it waits for: role:<role> or user:<key of the account>.
    waiting_for     text[] NOT NULL,
    round           integer NOT NULL DEFAULT 1,
    waiting_since   timestamptz NOT NULL,
    ended_at        timestamptz,
    -- Each step names the version that it is based on, so that of two at once only one is saved.
    row_version     integer NOT NULL DEFAULT 1,
    CONSTRAINT approvals_pkey PRIMARY KEY (submission_id),
    CONSTRAINT approvals_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT approvals_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT approvals_flow_id_fkey FOREIGN KEY (flow_id) REFERENCES approval_flows (id),
    CONSTRAINT approvals_state_known CHECK (state IN ('in_review', 'returned', 'approved', 'rejected', 'closed')),
    CONSTRAINT approvals_waits_in_review CHECK ((state = 'in_review') = (cardinality(waiting_for) > 0)),
    CONSTRAINT approvals_ended_with_time CHECK ((state IN ('approved', 'rejected', 'closed')) = (ended_at IS NOT NULL)),
    CONSTRAINT approvals_numbers_check CHECK (stage >= 0 AND round > 0 AND row_version > 0)
);

CREATE INDEX approvals_waiting_idx ON approvals (organisation_id, waiting_since, submission_id) WHERE state = 'in_review';

-- Every step of every approval.
CREATE TABLE approval_steps (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    kind            text NOT NULL,
    -- The revision that was decided about, or that a correction made.
    revision        integer NOT NULL,
    round           integer NOT NULL,
    stage           integer NOT NULL,
    -- The group that decided, and its name at that time; none for a correction.
    reviewers       integer,
    reviewers_name  text,
    user_id         bigint,
    -- An administrator decided for a group that they do not belong to.
    in_place        boolean NOT NULL DEFAULT false,
    comment         text,
    -- The questions that a reviewer marked.
    marks           jsonb NOT NULL DEFAULT '[]',
    -- The drawn signature: a decoded PNG, small enough for the row, so that it is saved together with the decision.
    signature       bytea,
    -- The name that was typed instead, or below it.
    signature_name  text,
    decided_at      timestamptz NOT NULL,
    CONSTRAINT approval_steps_pkey PRIMARY KEY (id),
    CONSTRAINT approval_steps_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT approval_steps_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT approval_steps_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT approval_steps_kind_known CHECK (kind IN ('approved', 'returned', 'rejected', 'closed', 'corrected', 'reopened')),
    CONSTRAINT approval_steps_reviewers_check CHECK (
        (kind IN ('approved', 'returned', 'rejected')) = (reviewers IS NOT NULL)
        AND (reviewers IS NULL) = (reviewers_name IS NULL)),
    CONSTRAINT approval_steps_comment_check CHECK (length(comment) BETWEEN 1 AND 2000),
    CONSTRAINT approval_steps_signature_check CHECK (length(signature) <= 1000000),
    CONSTRAINT approval_steps_signature_name_check CHECK (length(signature_name) BETWEEN 1 AND 100)
);

CREATE INDEX approval_steps_submission_id_idx ON approval_steps (submission_id, id);
-- A group approves once in a round.
CREATE UNIQUE INDEX approval_steps_approved_key ON approval_steps (submission_id, round, stage, reviewers)
    WHERE kind = 'approved';

SELECT injaaz_wall('submission_revisions');
SELECT injaaz_wall('approval_flows');
SELECT injaaz_wall('approvals');
SELECT injaaz_wall('approval_steps');

-- The navigation has the number of submissions that wait for the member. A new submission is not announced: it would
-- make every server look up every member again, and the number may be a moment old.
CREATE TRIGGER approvals_announce_change
    AFTER DELETE OR UPDATE OF state, waiting_for ON approvals
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();

CREATE TRIGGER submissions_announce_change
    AFTER UPDATE OF user_id ON submissions
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();

DROP FUNCTION session_of(bytea, timestamptz);
DROP FUNCTION api_token_of(bytea, timestamptz);

CREATE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
    session_id bigint, state text, strength text, created_at timestamptz, last_seen_at timestamptz,
    confirmed_at timestamptz, user_id bigint, user_public_id text, email text, full_name text, language text,
    organisation_id bigint, organisation_public_id text, organisation_name text, is_demo boolean, role text, scopes jsonb,
    time_zone text,
    factor_missing boolean, pending_submissions bigint, waiting_reviews bigint,
    has_legacy_source boolean
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
    has_legacy_source boolean
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
        EXISTS (SELECT FROM legacy_sources l WHERE l.organisation_id = o.id)
    FROM api_tokens t
    JOIN users u ON u.id = t.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = t.organisation_id
    JOIN memberships m ON m.organisation_id = t.organisation_id AND m.user_id = t.user_id AND m.suspended_at IS NULL
    LEFT JOIN organisation_settings g ON g.organisation_id = t.organisation_id
    WHERE t.token_hash = hash AND t.expires_at > at AND t.revoked_at IS NULL;
END
$$;
