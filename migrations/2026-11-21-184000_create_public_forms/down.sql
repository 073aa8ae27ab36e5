DROP TABLE privacy_requests;
DROP TABLE erased_submissions;
DROP INDEX uploaded_files_waiting_id_idx;
DELETE FROM uploaded_files WHERE waiting_id IS NOT NULL;
ALTER TABLE uploaded_files
    DROP CONSTRAINT uploaded_files_one_owner,
    DROP CONSTRAINT uploaded_files_pending_expires,
    DROP COLUMN waiting_id,
    DROP COLUMN public_link_id,
    ADD CONSTRAINT uploaded_files_pending_expires CHECK ((submission_id IS NULL) = (expires_at IS NOT NULL));
DROP TABLE waiting_submissions;
DROP TABLE public_links;
