-- The program before this knows report and privacy jobs only, and their first three reasons of failure. Other jobs are
-- lost on the way back; so is what the table remembers of those that finished. Runs of the importer go on: the program
-- before this finds them by their own table.
DROP TABLE periodic_jobs;
ALTER TABLE import_runs ADD COLUMN lease_token text, ADD COLUMN leased_until timestamptz;
DELETE FROM jobs WHERE finished_at IS NOT NULL OR kind NOT IN ('make_report', 'export_person', 'erase_person');
UPDATE jobs SET payload = payload || jsonb_build_object('kind', kind),
    failure = CASE WHEN failure IN ('crashed', 'error', 'storage_full') THEN failure
        WHEN failure IS NOT NULL THEN 'error' END;

DROP INDEX jobs_ended_idx;
DROP INDEX jobs_unique_key;
DROP INDEX jobs_pending_idx;
ALTER TABLE jobs
    DROP CONSTRAINT jobs_user_id_fkey,
    DROP CONSTRAINT jobs_kind_known,
    DROP CONSTRAINT jobs_failure_known,
    DROP CONSTRAINT jobs_control_known,
    DROP CONSTRAINT jobs_max_attempts_positive,
    DROP CONSTRAINT jobs_ended_once,
    DROP COLUMN kind,
    DROP COLUMN unique_key,
    DROP COLUMN priority,
    DROP COLUMN max_attempts,
    DROP COLUMN claimed_at,
    DROP COLUMN control,
    DROP COLUMN progress_done,
    DROP COLUMN progress_total,
    DROP COLUMN user_id,
    DROP COLUMN error,
    DROP COLUMN ended_at,
    DROP COLUMN finished_at,
    DROP COLUMN result,
    ALTER COLUMN organisation_id SET NOT NULL;

ALTER SEQUENCE jobs_id_seq RENAME TO due_work_id_seq;
ALTER INDEX jobs_submission_id_idx RENAME TO due_work_submission_id_idx;
ALTER TABLE jobs RENAME CONSTRAINT jobs_failed_with_reason TO due_work_failed_with_reason;
ALTER TABLE jobs RENAME CONSTRAINT jobs_attempts_not_negative TO due_work_attempts_not_negative;
ALTER TABLE jobs RENAME CONSTRAINT jobs_submission_id_fkey TO due_work_submission_id_fkey;
ALTER TABLE jobs RENAME CONSTRAINT jobs_organisation_id_fkey TO due_work_organisation_id_fkey;
ALTER TABLE jobs RENAME CONSTRAINT jobs_job_id_key TO due_work_job_id_key;
ALTER TABLE jobs RENAME CONSTRAINT jobs_pkey TO due_work_pkey;
ALTER TABLE jobs ADD CONSTRAINT due_work_failure_known CHECK (failure IN ('crashed', 'error', 'storage_full'));
ALTER TABLE jobs RENAME TO due_work;
CREATE INDEX due_work_run_after_idx ON due_work (run_after) WHERE failed_at IS NULL;
