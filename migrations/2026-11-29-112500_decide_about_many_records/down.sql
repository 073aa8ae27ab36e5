-- The earlier version does not know such jobs; the decisions that they have made stay.
DELETE FROM jobs WHERE kind = 'decide_many';

ALTER TABLE jobs
    DROP CONSTRAINT jobs_kind_known,
    ADD CONSTRAINT jobs_kind_known CHECK (kind IN ('make_report', 'export_person', 'erase_person', 'send_email',
        'request_password_reset', 'import', 'verify', 'enter_phases', 'step_back', 'pack_archive', 'remove_archived',
        'restore_archived'));
