-- History comes in: what was found in the old store, what became of it, and which store each module trusts.

-- A place that records are read from: a folder of the old app, an export, a database file.
CREATE TABLE legacy_sources (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    kind            text NOT NULL,
    place           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT legacy_sources_pkey PRIMARY KEY (id),
    CONSTRAINT legacy_sources_organisation_id_place_key UNIQUE (organisation_id, place),
    CONSTRAINT legacy_sources_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT legacy_sources_kind_known CHECK (kind IN ('folder', 'mongo', 'sqlite'))
);

-- One run of the importer. Whoever holds its lease works on it; a pause is asked for and then kept.
CREATE TABLE import_runs (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    run_id          text NOT NULL,
    organisation_id bigint NOT NULL,
    source_id       bigint NOT NULL,
    options         jsonb NOT NULL,
    state           text NOT NULL,
    stage           text NOT NULL,
    counts          jsonb NOT NULL DEFAULT '{}',
    files_per_second integer,
    started_by      text NOT NULL,
    error           text,
    lease_token     text,
    leased_until    timestamptz,
    started_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    CONSTRAINT import_runs_pkey PRIMARY KEY (id),
    CONSTRAINT import_runs_run_id_key UNIQUE (run_id),
    CONSTRAINT import_runs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT import_runs_source_id_fkey FOREIGN KEY (source_id) REFERENCES legacy_sources (id),
    CONSTRAINT import_runs_state_known CHECK (state IN ('running', 'paused', 'done', 'failed', 'stopped')),
    CONSTRAINT import_runs_stage_known CHECK (stage IN ('counting', 'jobs', 'submissions', 'uploads', 'reports', 'drafts', 'media', 'finished')),
    CONSTRAINT import_runs_rate_positive CHECK (files_per_second > 0),
    CONSTRAINT import_runs_finished_when_over CHECK ((finished_at IS NULL) = (state IN ('running', 'paused')))
);

CREATE INDEX import_runs_newest_idx ON import_runs (organisation_id, id);

-- Every file or document that was ever seen, in exactly one state, with the exact bytes of those that are records.
CREATE TABLE legacy_records (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    source_id       bigint NOT NULL,
    name            text COLLATE "C" NOT NULL,
    kind            text NOT NULL,
    record_id       text COLLATE "C",
    about           text COLLATE "C",
    module          text,
    variant         text,
    state           text NOT NULL,
    reason          text,
    sha256          bytea,
    file_size       bigint NOT NULL,
    modified_at     timestamptz,
    content         bytea,
    facts           jsonb NOT NULL DEFAULT '{}',
    submission_id   bigint,
    decision        text,
    decided_at      timestamptz,
    decided_by      text,
    note            text,
    seen_at         timestamptz NOT NULL,
    run_id          bigint,
    CONSTRAINT legacy_records_pkey PRIMARY KEY (id),
    CONSTRAINT legacy_records_source_id_name_key UNIQUE (source_id, name),
    CONSTRAINT legacy_records_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT legacy_records_source_id_fkey FOREIGN KEY (source_id) REFERENCES legacy_sources (id),
    CONSTRAINT legacy_records_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id),
    CONSTRAINT legacy_records_run_id_fkey FOREIGN KEY (run_id) REFERENCES import_runs (id),
    CONSTRAINT legacy_records_kind_known CHECK (kind IN ('submission', 'job', 'draft', 'upload', 'report', 'other')),
    CONSTRAINT legacy_records_state_known CHECK (state IN ('imported', 'written', 'divergent', 'quarantined', 'kept', 'ignored')),
    CONSTRAINT legacy_records_decision_known CHECK (decision IN ('assigned', 'set_aside', 'keep_database', 'take_file')),
    CONSTRAINT legacy_records_decided_by_somebody CHECK ((decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by IS NULL)),
    CONSTRAINT legacy_records_sha256_length CHECK (octet_length(sha256) = 32),
    CONSTRAINT legacy_records_file_size_not_negative CHECK (file_size >= 0)
);

-- A submission by its old id, and the job that speaks about a submission.
CREATE INDEX legacy_records_record_id_idx ON legacy_records (organisation_id, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX legacy_records_about_idx ON legacy_records (organisation_id, about) WHERE about IS NOT NULL;
CREATE INDEX legacy_records_submission_id_idx ON legacy_records (submission_id) WHERE submission_id IS NOT NULL;
-- What a person has to look at: few among many.
CREATE INDEX legacy_records_desk_idx ON legacy_records (organisation_id, state, id) WHERE state IN ('divergent', 'quarantined');
-- Which jobs name a report by the name of its file.
CREATE INDEX legacy_records_reports_idx ON legacy_records USING gin ((facts -> 'reports') jsonb_path_ops) WHERE kind = 'job';

-- Every photo and signature that an old record names: where it was said to be, and whether its bytes are here.
CREATE TABLE legacy_media (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    upload_id       text NOT NULL,
    file_type       text NOT NULL,
    field           text NOT NULL,
    position        integer NOT NULL,
    reference       jsonb NOT NULL,
    place           text COLLATE "C",
    state           text NOT NULL,
    reason          text,
    file_size       bigint,
    sha256          bytea,
    CONSTRAINT legacy_media_pkey PRIMARY KEY (id),
    CONSTRAINT legacy_media_upload_id_key UNIQUE (upload_id),
    CONSTRAINT legacy_media_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT legacy_media_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT legacy_media_file_type_known CHECK (file_type IN ('photo', 'signature')),
    CONSTRAINT legacy_media_state_known CHECK (state IN ('shown', 'kept', 'remote', 'missing', 'refused')),
    CONSTRAINT legacy_media_bytes_have_a_hash CHECK ((state IN ('shown', 'kept')) = (sha256 IS NOT NULL)),
    CONSTRAINT legacy_media_sha256_length CHECK (octet_length(sha256) = 32)
);

CREATE INDEX legacy_media_submission_id_idx ON legacy_media (submission_id, position);
CREATE INDEX legacy_media_place_idx ON legacy_media (organisation_id, place) WHERE place IS NOT NULL;
CREATE INDEX legacy_media_remote_idx ON legacy_media (organisation_id, id) WHERE state = 'remote';

-- Which store a module trusts. No row: it never had an old store, and its phase is 'database'.
CREATE TABLE migration_phases (
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    phase           text NOT NULL,
    since           timestamptz NOT NULL,
    shadow_reads    bigint NOT NULL DEFAULT 0,
    differences     bigint NOT NULL DEFAULT 0,
    fallbacks       bigint NOT NULL DEFAULT 0,
    -- The old store may lack submissions from before the last change: they are still to be put into the outbox.
    behind          boolean NOT NULL DEFAULT false,
    CONSTRAINT migration_phases_pkey PRIMARY KEY (organisation_id, module),
    CONSTRAINT migration_phases_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT migration_phases_phase_known CHECK (phase IN ('files', 'dual', 'database_with_fallback', 'database', 'archived'))
);

-- Every change of phase, with what was known when it was made.
CREATE TABLE phase_changes (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    from_phase      text NOT NULL,
    to_phase        text NOT NULL,
    changed_at      timestamptz NOT NULL,
    changed_by      text NOT NULL,
    reason          text,
    overridden      boolean NOT NULL,
    evidence        jsonb NOT NULL,
    CONSTRAINT phase_changes_pkey PRIMARY KEY (id),
    CONSTRAINT phase_changes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT phase_changes_from_phase_known CHECK (from_phase IN ('files', 'dual', 'database_with_fallback', 'database', 'archived')),
    CONSTRAINT phase_changes_to_phase_known CHECK (to_phase IN ('files', 'dual', 'database_with_fallback', 'database', 'archived')),
    CONSTRAINT phase_changes_override_has_a_reason CHECK (NOT overridden OR btrim(reason) <> '')
);

CREATE INDEX phase_changes_newest_idx ON phase_changes (organisation_id, id);

-- Submissions that the old store does not have yet and should: the second write that failed, or is about to be tried.
CREATE TABLE old_store_outbox (
    submission_id   bigint NOT NULL,
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    run_after       timestamptz NOT NULL,
    last_error      text,
    created_at      timestamptz NOT NULL,
    CONSTRAINT old_store_outbox_pkey PRIMARY KEY (submission_id),
    CONSTRAINT old_store_outbox_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT old_store_outbox_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT old_store_outbox_attempts_not_negative CHECK (attempts >= 0)
);

CREATE INDEX old_store_outbox_run_after_idx ON old_store_outbox (run_after);

-- Where the two stores gave different answers for the same submission.
CREATE TABLE shadow_differences (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    module          text NOT NULL,
    submission_id   bigint NOT NULL,
    difference      jsonb NOT NULL,
    found_at        timestamptz NOT NULL,
    settled_at      timestamptz,
    settled_by      text,
    note            text,
    CONSTRAINT shadow_differences_pkey PRIMARY KEY (id),
    CONSTRAINT shadow_differences_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT shadow_differences_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT shadow_differences_settled_by_somebody CHECK ((settled_at IS NULL) = (settled_by IS NULL))
);

-- One open difference for each submission: looking again at the same one adds nothing.
CREATE UNIQUE INDEX shadow_differences_open_key ON shadow_differences (submission_id) WHERE settled_at IS NULL;
CREATE INDEX shadow_differences_newest_idx ON shadow_differences (organisation_id, id);

-- What was read again and compared, whole: the evidence behind a gate, and what its manifest said.
CREATE TABLE verify_runs (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    module          text,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz NOT NULL,
    started_by      text NOT NULL,
    checked         bigint NOT NULL,
    bad_count       bigint NOT NULL,
    bad             jsonb NOT NULL,
    merkle_root     bytea NOT NULL,
    manifest        text NOT NULL,
    CONSTRAINT verify_runs_pkey PRIMARY KEY (id),
    CONSTRAINT verify_runs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT verify_runs_merkle_root_length CHECK (octet_length(merkle_root) = 32),
    CONSTRAINT verify_runs_counts_not_negative CHECK (checked >= 0 AND bad_count >= 0)
);

CREATE INDEX verify_runs_newest_idx ON verify_runs (organisation_id, id);

-- An old store put away: packed, read back, and only then removed; restored if it is wanted again.
CREATE TABLE archives (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    source_id       bigint NOT NULL,
    module          text NOT NULL,
    file_name       text NOT NULL,
    sha256          bytea NOT NULL,
    merkle_root     bytea NOT NULL,
    file_count      bigint NOT NULL,
    state           text NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text NOT NULL,
    removed_at      timestamptz,
    restored_at     timestamptz,
    CONSTRAINT archives_pkey PRIMARY KEY (id),
    CONSTRAINT archives_file_name_key UNIQUE (organisation_id, file_name),
    CONSTRAINT archives_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT archives_source_id_fkey FOREIGN KEY (source_id) REFERENCES legacy_sources (id),
    CONSTRAINT archives_state_known CHECK (state IN ('verified', 'removed', 'restored')),
    CONSTRAINT archives_sha256_length CHECK (octet_length(sha256) = 32 AND octet_length(merkle_root) = 32)
);

CREATE INDEX archives_module_idx ON archives (organisation_id, module, id);
