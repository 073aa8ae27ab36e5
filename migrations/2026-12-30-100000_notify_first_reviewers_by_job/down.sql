-- The earlier version does not know such jobs. Reviewers who were not notified yet find the submission in their list.
DELETE FROM jobs WHERE kind = 'notify_reviewers';

ALTER TABLE jobs
    DROP CONSTRAINT jobs_kind_known,
    ADD CONSTRAINT jobs_kind_known CHECK (kind IN ('make_report', 'export_person', 'erase_person', 'send_email',
        'request_password_reset', 'import', 'verify', 'enter_phases', 'step_back', 'decide_many', 'pack_archive',
        'remove_archived', 'restore_archived'));
