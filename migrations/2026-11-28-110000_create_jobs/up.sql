-- One table for all background work. It was `due_work`, which held report and privacy jobs only; imports, verify runs,
-- archives, phase steps and e-mail now have their rows here too.
--
-- run_after is also the end of the lease: a claim pushes it into the future, a heartbeat pushes it on, and a row whose
-- worker died becomes due by itself. Every change of a claimed row names its lease_token.
--
-- A job is pending (finished_at and failed_at are null), failed (it stays until it is retried) or finished. Kinds whose
-- result is recorded elsewhere are deleted when they finish; the others keep their row for the console.
ALTER TABLE due_work RENAME TO jobs;
ALTER TABLE jobs RENAME CONSTRAINT due_work_pkey TO jobs_pkey;
ALTER TABLE jobs RENAME CONSTRAINT due_work_job_id_key TO jobs_job_id_key;
ALTER TABLE jobs RENAME CONSTRAINT due_work_organisation_id_fkey TO jobs_organisation_id_fkey;
ALTER TABLE jobs RENAME CONSTRAINT due_work_submission_id_fkey TO jobs_submission_id_fkey;
ALTER TABLE jobs RENAME CONSTRAINT due_work_attempts_not_negative TO jobs_attempts_not_negative;
ALTER TABLE jobs RENAME CONSTRAINT due_work_failed_with_reason TO jobs_failed_with_reason;
ALTER TABLE jobs DROP CONSTRAINT due_work_failure_known;
ALTER INDEX due_work_submission_id_idx RENAME TO jobs_submission_id_idx;
ALTER SEQUENCE due_work_id_seq RENAME TO jobs_id_seq;
DROP INDEX due_work_run_after_idx;

-- A job of no organisation is the system's own. Its row is seen by connections of all tenants only: the policy compares
-- organisation_id with the tenant, and null equals no tenant.
ALTER TABLE jobs
    ALTER COLUMN organisation_id DROP NOT NULL,
    ADD COLUMN kind           text,
    ADD COLUMN unique_key     text,
    ADD COLUMN priority       smallint NOT NULL DEFAULT 10,
    ADD COLUMN max_attempts   integer NOT NULL DEFAULT 3,
    ADD COLUMN claimed_at     timestamptz,
    ADD COLUMN control        text,
    ADD COLUMN progress_done  bigint NOT NULL DEFAULT 0,
    ADD COLUMN progress_total bigint NOT NULL DEFAULT 0,
    ADD COLUMN user_id        bigint,
    ADD COLUMN error          text,
    ADD COLUMN finished_at    timestamptz,
    ADD COLUMN result         jsonb;

UPDATE jobs SET kind = coalesce(payload ->> 'kind', 'make_report'), payload = payload - 'kind';

ALTER TABLE jobs
    ALTER COLUMN kind SET NOT NULL,
    -- A column and not an expression: row-level security keeps expressions with coalesce out of index conditions.
    ADD COLUMN ended_at timestamptz GENERATED ALWAYS AS (coalesce(finished_at, failed_at)) STORED,
    ADD CONSTRAINT jobs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    ADD CONSTRAINT jobs_kind_known CHECK (kind IN ('make_report', 'export_person', 'erase_person', 'send_email',
        'request_password_reset', 'import', 'verify', 'enter_phases', 'step_back', 'pack_archive', 'remove_archived',
        'restore_archived')),
    ADD CONSTRAINT jobs_failure_known CHECK (failure IN ('crashed', 'error', 'storage_full', 'timed_out', 'refused',
        'cancelled', 'expired')),
    ADD CONSTRAINT jobs_control_known CHECK (control IN ('pause', 'cancel')),
    ADD CONSTRAINT jobs_max_attempts_positive CHECK (max_attempts > 0),
    ADD CONSTRAINT jobs_ended_once CHECK (finished_at IS NULL OR failed_at IS NULL);

-- What is pending, in the order in which it is claimed.
CREATE INDEX jobs_pending_idx ON jobs (priority, run_after) WHERE failed_at IS NULL AND finished_at IS NULL;
-- One pending job for each kind and subject.
CREATE UNIQUE INDEX jobs_unique_key ON jobs (organisation_id, kind, unique_key) NULLS NOT DISTINCT
    WHERE unique_key IS NOT NULL AND failed_at IS NULL AND finished_at IS NULL;
-- What ended, newest first: for the console, and for the clean-up.
CREATE INDEX jobs_ended_idx ON jobs (ended_at) WHERE ended_at IS NOT NULL;

-- When each periodic job ran last, and runs next. All instances share it: a run is claimed by a conditional update.
CREATE TABLE periodic_jobs (
    name             text NOT NULL,
    next_run_at      timestamptz NOT NULL DEFAULT now(),
    lease_token      text,
    lease_expires_at timestamptz,
    last_started_at  timestamptz,
    last_finished_at timestamptz,
    last_outcome     text,
    last_error       text,
    last_count       bigint,
    CONSTRAINT periodic_jobs_pkey PRIMARY KEY (name),
    CONSTRAINT periodic_jobs_last_outcome_known CHECK (last_outcome IN ('done', 'failed')),
    CONSTRAINT periodic_jobs_leased_whole CHECK ((lease_token IS NULL) = (lease_expires_at IS NULL))
) WITH (fillfactor = 50);

-- It belongs to no organisation: only connections of all tenants see it.
ALTER TABLE periodic_jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_tenants_only ON periodic_jobs USING ((SELECT injaaz_organisation()) = 0);

-- A run of the importer is a job as well. It had a lease of its own; whoever worked on it has stopped by now.
INSERT INTO jobs (organisation_id, job_id, kind, payload, unique_key, max_attempts, control, run_after, created_at)
SELECT organisation_id, 'job_' || substr(md5('import ' || run_id), 1, 12), 'import',
    jsonb_build_object('run_id', run_id), run_id, 1000, CASE WHEN state = 'paused' THEN 'pause' END, now(), started_at
FROM import_runs WHERE state IN ('running', 'paused');
ALTER TABLE import_runs DROP COLUMN lease_token, DROP COLUMN leased_until;
