-- Events for webhooks name the absent member for whom a delegate acted.
ALTER TABLE webhook_deliveries
    -- The name is looked up when it is sent, like that of who caused it.
    ADD COLUMN absent_id bigint,
    ADD CONSTRAINT webhook_deliveries_absent_id_fkey FOREIGN KEY (absent_id) REFERENCES users (id),
    ADD CONSTRAINT webhook_deliveries_absent_check CHECK (absent_id IS NULL
        OR kind IN ('submission.corrected', 'approval.step', 'submission.approved', 'submission.rejected'));
