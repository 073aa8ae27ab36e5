-- A notification is about a submission or about a webhook.
ALTER TABLE notifications
    ALTER COLUMN submission_id DROP NOT NULL,
    ADD COLUMN webhook_id bigint,
    ADD CONSTRAINT notifications_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE,
    ADD CONSTRAINT notifications_one_subject CHECK (num_nonnulls(submission_id, webhook_id) = 1),
    ADD CONSTRAINT notifications_webhook_check CHECK ((kind LIKE 'webhook%') = (webhook_id IS NOT NULL)),
    DROP CONSTRAINT notifications_kind_known,
    ADD CONSTRAINT notifications_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected', 'mentioned',
        'client_responded', 'action_assigned', 'action_due', 'action_overdue', 'webhook_off'));
ALTER TABLE notification_choices
    DROP CONSTRAINT notification_choices_kind_known,
    ADD CONSTRAINT notification_choices_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected',
        'mentioned', 'client_responded', 'action_assigned', 'action_due', 'action_overdue', 'webhook_off'));

CREATE INDEX notifications_webhook_idx ON notifications (webhook_id) WHERE webhook_id IS NOT NULL;
