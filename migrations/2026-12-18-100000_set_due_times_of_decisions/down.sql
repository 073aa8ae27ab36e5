DELETE FROM notifications WHERE kind = 'decision_overdue';
DELETE FROM notification_choices WHERE kind = 'decision_overdue';
ALTER TABLE notifications
    DROP CONSTRAINT notifications_kind_known,
    ADD CONSTRAINT notifications_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected', 'mentioned',
        'client_responded', 'action_assigned', 'action_due', 'action_overdue', 'webhook_off'));
ALTER TABLE notification_choices
    DROP CONSTRAINT notification_choices_kind_known,
    ADD CONSTRAINT notification_choices_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected',
        'mentioned', 'client_responded', 'action_assigned', 'action_due', 'action_overdue', 'webhook_off'));

ALTER TABLE approvals DROP COLUMN due_at;
ALTER TABLE approval_flows DROP COLUMN first_due_days;
