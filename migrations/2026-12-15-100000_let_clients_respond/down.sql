DELETE FROM notification_choices WHERE kind = 'client_responded';
DELETE FROM notifications WHERE kind = 'client_responded';
ALTER TABLE notification_choices
    DROP CONSTRAINT notification_choices_kind_known,
    ADD CONSTRAINT notification_choices_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected',
        'mentioned', 'action_assigned', 'action_due', 'action_overdue'));
ALTER TABLE notifications
    DROP CONSTRAINT notifications_kind_known,
    ADD CONSTRAINT notifications_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected', 'mentioned',
        'action_assigned', 'action_due', 'action_overdue'));
DROP TABLE client_responses;
ALTER TABLE shared_links DROP COLUMN allows_response;
