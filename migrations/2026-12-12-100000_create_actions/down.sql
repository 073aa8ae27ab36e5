DROP INDEX uploaded_files_action_entry_id_idx;
DELETE FROM uploaded_files WHERE action_entry_id IS NOT NULL;
ALTER TABLE uploaded_files
    DROP CONSTRAINT uploaded_files_one_owner,
    DROP CONSTRAINT uploaded_files_pending_expires,
    DROP COLUMN action_entry_id,
    ADD CONSTRAINT uploaded_files_pending_expires CHECK (
        (submission_id IS NULL AND pending_submission_id IS NULL) = (expires_at IS NOT NULL)),
    ADD CONSTRAINT uploaded_files_one_owner CHECK (submission_id IS NULL OR pending_submission_id IS NULL);
DROP TABLE action_entries;
DROP TABLE actions;
