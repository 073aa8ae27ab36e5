DROP INDEX uploaded_files_comment_id_idx;
-- The program before shows no photos of comments. Their files are removed as files without a row.
DELETE FROM uploaded_files WHERE comment_id IS NOT NULL;
ALTER TABLE uploaded_files
    DROP CONSTRAINT uploaded_files_one_owner,
    DROP CONSTRAINT uploaded_files_pending_expires,
    DROP COLUMN comment_id,
    ADD CONSTRAINT uploaded_files_pending_expires CHECK (
        (num_nonnulls(submission_id, pending_submission_id, action_entry_id) = 0) = (expires_at IS NOT NULL)),
    ADD CONSTRAINT uploaded_files_one_owner CHECK (
        num_nonnulls(submission_id, pending_submission_id, action_entry_id) <= 1);
