-- A stage of an approval can have a time for its decision.
ALTER TABLE approval_flows
    -- The days of the first stage, as in the flow: what a submission that was just sent gets.
    ADD COLUMN first_due_days integer,
    ADD CONSTRAINT approval_flows_first_due_days_check CHECK (first_due_days BETWEEN 1 AND 90);

ALTER TABLE approvals
    -- When the current stage is to have decided.
    ADD COLUMN due_at timestamptz,
    ADD CONSTRAINT approvals_due_in_review CHECK (due_at IS NULL OR state = 'in_review');

-- What is overdue; only approvals with a time are in it.
CREATE INDEX approvals_due_at_idx ON approvals (due_at) WHERE due_at IS NOT NULL;

ALTER TABLE notifications
    DROP CONSTRAINT notifications_kind_known,
    ADD CONSTRAINT notifications_kind_known CHECK (kind IN ('decision_wanted', 'decision_overdue', 'returned', 'approved',
        'rejected', 'mentioned', 'client_responded', 'action_assigned', 'action_due',
        'action_overdue', 'webhook_off'));
ALTER TABLE notification_choices
    DROP CONSTRAINT notification_choices_kind_known,
    ADD CONSTRAINT notification_choices_kind_known CHECK (kind IN ('decision_wanted', 'decision_overdue', 'returned',
        'approved', 'rejected', 'mentioned', 'client_responded', 'action_assigned', 'action_due',
        'action_overdue', 'webhook_off'));
