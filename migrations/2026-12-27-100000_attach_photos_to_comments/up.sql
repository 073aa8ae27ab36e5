-- Photos of a comment, which go with it.
ALTER TABLE uploaded_files
    ADD COLUMN comment_id bigint,
    ADD CONSTRAINT uploaded_files_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE,
    DROP CONSTRAINT uploaded_files_pending_expires,
    ADD CONSTRAINT uploaded_files_pending_expires CHECK (
        (num_nonnulls(submission_id, pending_submission_id, action_entry_id, comment_id) = 0) = (expires_at IS NOT NULL)),
    DROP CONSTRAINT uploaded_files_one_owner,
    ADD CONSTRAINT uploaded_files_one_owner CHECK (
        num_nonnulls(submission_id, pending_submission_id, action_entry_id, comment_id) <= 1);
CREATE INDEX uploaded_files_comment_id_idx ON uploaded_files (comment_id) WHERE comment_id IS NOT NULL;
