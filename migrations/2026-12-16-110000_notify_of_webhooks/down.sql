DELETE FROM notifications WHERE webhook_id IS NOT NULL;
DELETE FROM notification_choices WHERE kind = 'webhook_off';
ALTER TABLE notifications
    DROP CONSTRAINT notifications_webhook_check,
    DROP CONSTRAINT notifications_one_subject,
    DROP COLUMN webhook_id,
    ALTER COLUMN submission_id SET NOT NULL,
    DROP CONSTRAINT notifications_kind_known,
    ADD CONSTRAINT notifications_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected', 'mentioned',
        'client_responded', 'action_assigned', 'action_due', 'action_overdue'));
ALTER TABLE notification_choices
    DROP CONSTRAINT notification_choices_kind_known,
    ADD CONSTRAINT notification_choices_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected',
        'mentioned', 'client_responded', 'action_assigned', 'action_due', 'action_overdue'));
