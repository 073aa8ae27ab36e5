-- The permanent half of the hybrid policy: what people submit, its files, what is due, and who did what.
-- Every constraint and index has a name, because names become sentences and are compared by tests.

CREATE TABLE organisations (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT organisations_pkey PRIMARY KEY (id),
    CONSTRAINT organisations_name_not_blank CHECK (btrim(name) <> '')
);

CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY,
    email         text NOT NULL,
    password_hash text NOT NULL,
    full_name     text,
    role          text NOT NULL DEFAULT 'user',
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_login    timestamptz,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email)
);

-- The text of each definition that was ever in use, so that an old submission always reads as it was asked.
-- organisation_id is null for definitions that every organisation has.
CREATE TABLE form_versions (
    module          text NOT NULL,
    version         integer NOT NULL,
    organisation_id bigint,
    definition      text NOT NULL,
    sha256          bytea NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT form_versions_pkey PRIMARY KEY (module, version),
    CONSTRAINT form_versions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT form_versions_version_positive CHECK (version > 0),
    CONSTRAINT form_versions_sha256_length CHECK (octet_length(sha256) = 32)
);

-- status stands in no index: a report job changes it twice, and an update that touches no index stays on its page
-- (fillfactor leaves it room there). What is not completed is found through due_work instead.
CREATE TABLE submissions (
    id                bigint GENERATED ALWAYS AS IDENTITY,
    submission_id     text NOT NULL,
    organisation_id   bigint NOT NULL,
    module            text NOT NULL,
    form_version      integer NOT NULL,
    user_id           bigint,
    status            text NOT NULL DEFAULT 'pending',
    language          text NOT NULL,
    site_name         text NOT NULL,
    site_key          text COLLATE "C" NOT NULL,
    visit_date        date,
    form_data         jsonb NOT NULL,
    words             tsvector NOT NULL,
    item_count        integer NOT NULL,
    photo_count       integer NOT NULL,
    submission_key    text NOT NULL,
    content_hash      bytea NOT NULL,
    job_id            text NOT NULL,
    submitted_by_ip   inet,
    created_at        timestamptz NOT NULL DEFAULT now(),
    created_at_source text NOT NULL DEFAULT 'server',
    updated_at        timestamptz NOT NULL DEFAULT now(),
    row_version       integer NOT NULL DEFAULT 1,
    CONSTRAINT submissions_pkey PRIMARY KEY (id),
    CONSTRAINT submissions_submission_id_key UNIQUE (submission_id),
    CONSTRAINT submissions_organisation_id_submission_key_key UNIQUE (organisation_id, submission_key),
    CONSTRAINT submissions_job_id_key UNIQUE (job_id),
    CONSTRAINT submissions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT submissions_form_version_fkey FOREIGN KEY (module, form_version) REFERENCES form_versions (module, version),
    CONSTRAINT submissions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT submissions_status_known CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    CONSTRAINT submissions_language_known CHECK (language IN ('en', 'ar')),
    CONSTRAINT submissions_created_at_source_known CHECK (created_at_source IN ('server', 'record', 'job', 'file')),
    CONSTRAINT submissions_content_hash_length CHECK (octet_length(content_hash) = 32),
    CONSTRAINT submissions_counts_not_negative CHECK (item_count >= 0 AND photo_count >= 0)
) WITH (fillfactor = 85);

-- One index for each order of the list, and one for words: of any answer, and of the site ("@marina"). Those in the
-- order of arrival carry the visit date, so that a range of dates is skipped through without touching the rows.
CREATE INDEX submissions_newest_idx ON submissions (organisation_id, created_at, id) INCLUDE (visit_date);
CREATE INDEX submissions_module_newest_idx ON submissions (organisation_id, module, created_at, id) INCLUDE (visit_date);
CREATE INDEX submissions_visit_idx ON submissions (organisation_id, coalesce(visit_date, '0001-01-01'::date), id);
CREATE INDEX submissions_site_idx ON submissions (organisation_id, site_key, id);
CREATE INDEX submissions_words_idx ON submissions USING gin (words);

-- Work that is due. A row says that something is to be done; how far it is stands in a job file that may vanish.
-- run_after is also the lease: whoever claims a row pushes it into the future and must finish, push again or lose it.
CREATE TABLE due_work (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    job_id          text NOT NULL,
    submission_id   bigint,
    payload         jsonb NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    run_after       timestamptz NOT NULL DEFAULT now(),
    lease_token     text,
    failed_at       timestamptz,
    failure         text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT due_work_pkey PRIMARY KEY (id),
    CONSTRAINT due_work_job_id_key UNIQUE (job_id),
    CONSTRAINT due_work_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT due_work_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT due_work_attempts_not_negative CHECK (attempts >= 0),
    CONSTRAINT due_work_failure_known CHECK (failure IN ('crashed', 'error', 'storage_full')),
    CONSTRAINT due_work_failed_with_reason CHECK ((failed_at IS NULL) = (failure IS NULL))
) WITH (fillfactor = 70);

CREATE INDEX due_work_run_after_idx ON due_work (run_after) WHERE failed_at IS NULL;
CREATE INDEX due_work_submission_id_idx ON due_work (submission_id);

-- Photos, signatures and reports. Without a submission it is a pending upload, and then it expires.
CREATE TABLE uploaded_files (
    id                bigint GENERATED ALWAYS AS IDENTITY,
    upload_id         text NOT NULL,
    organisation_id   bigint NOT NULL,
    submission_id     bigint,
    file_type         text NOT NULL,
    field             text NOT NULL,
    position          integer NOT NULL DEFAULT 0,
    original_filename text NOT NULL,
    content_type      text NOT NULL,
    file_size         bigint NOT NULL,
    sha256            bytea NOT NULL,
    width             integer NOT NULL DEFAULT 0,
    height            integer NOT NULL DEFAULT 0,
    uploaded_at       timestamptz NOT NULL DEFAULT now(),
    expires_at        timestamptz,
    CONSTRAINT uploaded_files_pkey PRIMARY KEY (id),
    CONSTRAINT uploaded_files_upload_id_key UNIQUE (upload_id),
    CONSTRAINT uploaded_files_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT uploaded_files_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT uploaded_files_file_type_known CHECK (file_type IN ('photo', 'signature', 'report_excel', 'report_pdf')),
    CONSTRAINT uploaded_files_pending_expires CHECK ((submission_id IS NULL) = (expires_at IS NOT NULL)),
    CONSTRAINT uploaded_files_file_size_positive CHECK (file_size > 0),
    CONSTRAINT uploaded_files_sha256_length CHECK (octet_length(sha256) = 32)
);

CREATE INDEX uploaded_files_submission_id_idx ON uploaded_files (submission_id, position);
CREATE INDEX uploaded_files_expires_at_idx ON uploaded_files (expires_at) WHERE expires_at IS NOT NULL;
-- A submission has one current report of each kind.
CREATE UNIQUE INDEX uploaded_files_report_key ON uploaded_files (submission_id, file_type)
    WHERE file_type IN ('report_excel', 'report_pdf');

-- A link to a report: the token that a client holds is signed and carries its own expiry; this row counts the
-- openings and can revoke it.
CREATE TABLE report_links (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    link_id         text NOT NULL,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    file_type       text NOT NULL,
    opened_count    integer NOT NULL DEFAULT 0,
    last_opened_at  timestamptz,
    revoked_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT report_links_pkey PRIMARY KEY (id),
    CONSTRAINT report_links_link_id_key UNIQUE (link_id),
    CONSTRAINT report_links_submission_id_file_type_key UNIQUE (submission_id, file_type),
    CONSTRAINT report_links_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT report_links_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT report_links_file_type_known CHECK (file_type IN ('report_excel', 'report_pdf'))
);

-- Append-only; a partition for each month, made ahead by the app. The default partition catches what no month has.
CREATE TABLE audit_logs (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    user_id         bigint,
    action          text NOT NULL,
    resource_type   text NOT NULL,
    resource_id     bigint,
    details         jsonb NOT NULL DEFAULT '{}',
    ip_address      inet,
    user_agent      text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_logs_pkey PRIMARY KEY (created_at, id),
    CONSTRAINT audit_logs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) PARTITION BY RANGE (created_at);

CREATE INDEX audit_logs_resource_idx ON audit_logs (resource_type, resource_id, created_at);
CREATE TABLE audit_logs_default PARTITION OF audit_logs DEFAULT;
