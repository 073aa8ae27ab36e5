-- Addresses of other programs that an organisation wants to be told of what happens.
CREATE TABLE webhooks (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    webhook_id      text NOT NULL,
    url             text NOT NULL,
    description     text NOT NULL,
    -- The kinds of events that are sent.
    kinds           text[] NOT NULL,
    -- What deliveries are signed with, sealed with the key of the server.
    secret          bytea NOT NULL,
    -- The secret before, and until when deliveries are signed with both.
    previous_secret bytea,
    previous_until  timestamptz,
    created_by      bigint,
    created_at      timestamptz NOT NULL,
    -- Since when it is switched off, and why; null while it is on.
    off_at          timestamptz,
    off_reason      text,
    -- Since when every attempt has failed; null after a success.
    failing_since   timestamptz,
    CONSTRAINT webhooks_pkey PRIMARY KEY (id),
    CONSTRAINT webhooks_webhook_id_key UNIQUE (organisation_id, webhook_id),
    CONSTRAINT webhooks_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT webhooks_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
    CONSTRAINT webhooks_url_length CHECK (char_length(url) BETWEEN 1 AND 2000),
    CONSTRAINT webhooks_description_length CHECK (char_length(description) <= 200),
    CONSTRAINT webhooks_kinds_some CHECK (cardinality(kinds) > 0),
    CONSTRAINT webhooks_kinds_known CHECK (kinds <@ ARRAY['submission.created', 'submission.corrected', 'report.ready',
        'approval.step', 'submission.approved', 'submission.rejected', 'action.created', 'action.changed',
        'comment.created', 'client.responded']),
    CONSTRAINT webhooks_off_reason_known CHECK (off_reason IN ('by_administrator', 'gone', 'failing')),
    CONSTRAINT webhooks_off_check CHECK ((off_at IS NULL) = (off_reason IS NULL)),
    CONSTRAINT webhooks_previous_check CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);

-- One row for each event and webhook: the outbox of what has to be sent, and the log of what was.
CREATE TABLE webhook_deliveries (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    webhook_id      bigint NOT NULL,
    -- By which the receiver knows an event that it gets again.
    event_id        text NOT NULL,
    kind            text NOT NULL,
    -- Null for a test event only.
    submission_id   bigint,
    -- Whose act it was; none if it was the program's. The name is looked up when it is sent.
    caused_by       bigint,
    -- What is sent besides the name and the addresses.
    facts           jsonb NOT NULL,
    occurred_at     timestamptz NOT NULL,
    state           text NOT NULL DEFAULT 'waiting',
    -- When the next attempt is due.
    due_at          timestamptz NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    last_attempt_at timestamptz,
    -- Of the last attempt: the status of the answer, why it failed, the beginning of the answer.
    last_status     integer,
    last_failure    text,
    last_answer     text,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_deliveries_event_id_key UNIQUE (webhook_id, event_id),
    CONSTRAINT webhook_deliveries_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id)
        ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_caused_by_fkey FOREIGN KEY (caused_by) REFERENCES users (id),
    CONSTRAINT webhook_deliveries_kind_known CHECK (kind IN ('submission.created', 'submission.corrected', 'report.ready',
        'approval.step', 'submission.approved', 'submission.rejected', 'action.created', 'action.changed',
        'comment.created', 'client.responded', 'webhook.test')),
    CONSTRAINT webhook_deliveries_state_known CHECK (state IN ('waiting', 'delivered', 'failed')),
    CONSTRAINT webhook_deliveries_last_failure_known CHECK (last_failure IN ('status', 'gone', 'redirect', 'private_address',
        'not_reached', 'timed_out', 'bad_address', 'bad_secret')),
    CONSTRAINT webhook_deliveries_submission_check CHECK ((submission_id IS NULL) = (kind = 'webhook.test'))
);

-- The log of a webhook.
CREATE INDEX webhook_deliveries_log_idx ON webhook_deliveries (webhook_id, id);
-- What is due.
CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (webhook_id, due_at) WHERE state = 'waiting';
-- What has to be sent before, of the same submission; what goes with a submission.
CREATE INDEX webhook_deliveries_submission_idx ON webhook_deliveries (submission_id, webhook_id, id);
-- What is old.
CREATE INDEX webhook_deliveries_occurred_at_idx ON webhook_deliveries (occurred_at);

SELECT injaaz_wall('webhooks');
SELECT injaaz_wall('webhook_deliveries');
