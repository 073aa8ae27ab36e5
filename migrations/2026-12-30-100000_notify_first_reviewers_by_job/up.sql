-- The reviewers of a new submission are notified by a background job, so that their search is no part of the statement
-- that saves the submission.
ALTER TABLE jobs
    DROP CONSTRAINT jobs_kind_known,
    ADD CONSTRAINT jobs_kind_known CHECK (kind IN ('make_report', 'notify_reviewers', 'export_person', 'erase_person',
        'send_email', 'request_password_reset', 'import', 'verify', 'enter_phases', 'step_back', 'decide_many',
        'pack_archive', 'remove_archived', 'restore_archived'));
