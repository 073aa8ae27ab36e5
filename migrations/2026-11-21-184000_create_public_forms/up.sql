-- Forms without an account, and what people may ask of what is kept about them.

-- A form that an organisation has opened to everybody who holds its address. The address follows from link_id and the
-- server's secret key: whoever reads this table cannot make one, and whoever may manage it can print it again.
CREATE TABLE public_links (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    link_id         text NOT NULL,
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    name            text NOT NULL,
    site_name       text,
    created_by      bigint,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    daily_cap       integer NOT NULL,
    received        bigint NOT NULL DEFAULT 0,
    counted_on      date,
    counted         integer NOT NULL DEFAULT 0,
    counted_files   integer NOT NULL DEFAULT 0,
    CONSTRAINT public_links_pkey PRIMARY KEY (id),
    CONSTRAINT public_links_link_id_key UNIQUE (link_id),
    CONSTRAINT public_links_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT public_links_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
    CONSTRAINT public_links_name_not_blank CHECK (btrim(name) <> ''),
    CONSTRAINT public_links_daily_cap_range CHECK (daily_cap BETWEEN 1 AND 10000),
    CONSTRAINT public_links_counts_not_negative CHECK (received >= 0 AND counted >= 0 AND counted_files >= 0)
);

CREATE INDEX public_links_newest_idx ON public_links (organisation_id, id);

-- What came by such a link and nobody has decided about. A table of its own and no state of a submission: no list,
-- search, count, export, report or program can show what is not among the submissions. Accepting moves it there.
CREATE TABLE waiting_submissions (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    submission_id   text NOT NULL,
    organisation_id bigint NOT NULL,
    public_link_id  bigint NOT NULL,
    state           text NOT NULL DEFAULT 'waiting',
    module          text NOT NULL,
    form_version    integer NOT NULL,
    language        text NOT NULL,
    site_name       text NOT NULL,
    visit_date      date,
    form_data       jsonb NOT NULL,
    submission_key  text NOT NULL,
    content_hash    bytea NOT NULL,
    photo_count     integer NOT NULL,
    submitted_by_ip inet,
    received_at     timestamptz NOT NULL,
    decided_at      timestamptz,
    decided_by      bigint,
    reason          text,
    CONSTRAINT waiting_submissions_pkey PRIMARY KEY (id),
    CONSTRAINT waiting_submissions_submission_id_key UNIQUE (submission_id),
    CONSTRAINT waiting_submissions_submission_key_key UNIQUE (organisation_id, submission_key),
    CONSTRAINT waiting_submissions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT waiting_submissions_public_link_id_fkey FOREIGN KEY (public_link_id) REFERENCES public_links (id),
    CONSTRAINT waiting_submissions_form_version_fkey FOREIGN KEY (module, form_version) REFERENCES form_versions (module, version),
    CONSTRAINT waiting_submissions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users (id),
    CONSTRAINT waiting_submissions_state_known CHECK (state IN ('waiting', 'refused')),
    CONSTRAINT waiting_submissions_language_known CHECK (language IN ('en', 'ar')),
    CONSTRAINT waiting_submissions_content_hash_length CHECK (octet_length(content_hash) = 32),
    CONSTRAINT waiting_submissions_refused_with_reason CHECK (
        (state = 'refused') = (decided_at IS NOT NULL) AND (state = 'refused') = (reason IS NOT NULL))
);

CREATE INDEX waiting_submissions_queue_idx ON waiting_submissions (organisation_id, state, id);
CREATE INDEX waiting_submissions_refused_idx ON waiting_submissions (decided_at) WHERE state = 'refused';

-- A file is pending, or waits with what it came with, or belongs to a submission.
ALTER TABLE uploaded_files
    ADD COLUMN waiting_id bigint,
    ADD COLUMN public_link_id bigint,
    ADD CONSTRAINT uploaded_files_waiting_id_fkey FOREIGN KEY (waiting_id) REFERENCES waiting_submissions (id) ON DELETE CASCADE,
    ADD CONSTRAINT uploaded_files_public_link_id_fkey FOREIGN KEY (public_link_id) REFERENCES public_links (id),
    DROP CONSTRAINT uploaded_files_pending_expires,
    ADD CONSTRAINT uploaded_files_pending_expires CHECK (
        (submission_id IS NULL AND waiting_id IS NULL) = (expires_at IS NOT NULL)),
    ADD CONSTRAINT uploaded_files_one_owner CHECK (submission_id IS NULL OR waiting_id IS NULL);
CREATE INDEX uploaded_files_waiting_id_idx ON uploaded_files (waiting_id, position) WHERE waiting_id IS NOT NULL;

-- What was erased on purpose: a later import of the same old file must not bring it back. Nothing in here says what it
-- said.
CREATE TABLE erased_submissions (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    submission_id   text NOT NULL,
    erased_at       timestamptz NOT NULL,
    CONSTRAINT erased_submissions_pkey PRIMARY KEY (id),
    CONSTRAINT erased_submissions_submission_id_key UNIQUE (organisation_id, submission_id),
    CONSTRAINT erased_submissions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

-- Somebody asked for what is known of a person, or for its end.
CREATE TABLE privacy_requests (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    request_id      text NOT NULL,
    organisation_id bigint NOT NULL,
    kind            text NOT NULL,
    state           text NOT NULL DEFAULT 'waiting',
    user_id         bigint NOT NULL,
    requested_by    bigint NOT NULL,
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    expires_at      timestamptz,
    file_size       bigint,
    sha256          bytea,
    CONSTRAINT privacy_requests_pkey PRIMARY KEY (id),
    CONSTRAINT privacy_requests_request_id_key UNIQUE (request_id),
    CONSTRAINT privacy_requests_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT privacy_requests_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT privacy_requests_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users (id),
    CONSTRAINT privacy_requests_kind_known CHECK (kind IN ('export', 'erase')),
    CONSTRAINT privacy_requests_state_known CHECK (state IN ('waiting', 'done', 'refused', 'failed', 'expired')),
    CONSTRAINT privacy_requests_sha256_length CHECK (octet_length(sha256) = 32)
);

CREATE INDEX privacy_requests_newest_idx ON privacy_requests (organisation_id, id);
CREATE INDEX privacy_requests_expires_at_idx ON privacy_requests (expires_at) WHERE state = 'done' AND expires_at IS NOT NULL;

SELECT injaaz_wall('public_links');
SELECT injaaz_wall('waiting_submissions');
SELECT injaaz_wall('erased_submissions');
SELECT injaaz_wall('privacy_requests');
