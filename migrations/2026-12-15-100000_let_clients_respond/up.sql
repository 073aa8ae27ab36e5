-- A client answers to a report behind a shared link: accepts or disputes it, or comments on it.

-- Whether the page of the link offers that.
ALTER TABLE shared_links ADD COLUMN allows_response boolean NOT NULL DEFAULT false;

-- Part of the record: a response is added and never changed.
CREATE TABLE client_responses (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    shared_link_id  bigint NOT NULL,
    kind            text NOT NULL,
    -- The revision that the client read.
    revision        integer NOT NULL,
    -- As the client wrote it.
    name            text NOT NULL,
    comment         text,
    -- The drawn signature: a decoded PNG, small enough for the row, so that it is saved together with the response.
    signature       bytea,
    -- Made with the page, so that a repeated request is saved once.
    response_key    text NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT client_responses_pkey PRIMARY KEY (id),
    CONSTRAINT client_responses_shared_link_id_response_key_key UNIQUE (shared_link_id, response_key),
    CONSTRAINT client_responses_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT client_responses_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT client_responses_shared_link_id_fkey FOREIGN KEY (shared_link_id) REFERENCES shared_links (id) ON DELETE CASCADE,
    CONSTRAINT client_responses_kind_known CHECK (kind IN ('accepted', 'disputed', 'commented')),
    CONSTRAINT client_responses_revision_positive CHECK (revision > 0),
    CONSTRAINT client_responses_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT client_responses_comment_check CHECK (length(comment) BETWEEN 1 AND 2000),
    CONSTRAINT client_responses_words_given CHECK (kind = 'accepted' OR comment IS NOT NULL),
    CONSTRAINT client_responses_signature_check CHECK (length(signature) <= 1000000),
    CONSTRAINT client_responses_response_key_check CHECK (length(response_key) BETWEEN 8 AND 64)
);

CREATE INDEX client_responses_submission_id_idx ON client_responses (submission_id, id);

SELECT injaaz_wall('client_responses');

ALTER TABLE notifications
    DROP CONSTRAINT notifications_kind_known,
    ADD CONSTRAINT notifications_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected', 'mentioned',
        'client_responded', 'action_assigned', 'action_due', 'action_overdue'));
ALTER TABLE notification_choices
    DROP CONSTRAINT notification_choices_kind_known,
    ADD CONSTRAINT notification_choices_kind_known CHECK (kind IN ('decision_wanted', 'returned', 'approved', 'rejected',
        'mentioned', 'client_responded', 'action_assigned', 'action_due', 'action_overdue'));
