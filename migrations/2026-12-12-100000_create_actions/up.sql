-- Actions: what has to be done about a finding, by whom and until when, with the proof that it was done.

CREATE TABLE actions (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    action_id       text NOT NULL,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    -- Of the submission, so that the list needs no other table to filter and sort.
    module          text NOT NULL,
    site_name       text NOT NULL,
    site_key        text COLLATE "C" NOT NULL,
    -- The item and the question that it is about, by their names in the form; none: the whole submission.
    item            text,
    question        text,
    title           text NOT NULL,
    details         text,
    severity        text NOT NULL,
    status          text NOT NULL DEFAULT 'open',
    owner_id        bigint,
    due_on          date NOT NULL,
    created_by      bigint,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    -- Who said that it is done: another person verifies it.
    finished_by     bigint,
    row_version     integer NOT NULL DEFAULT 1,
    CONSTRAINT actions_pkey PRIMARY KEY (id),
    CONSTRAINT actions_action_id_key UNIQUE (action_id),
    CONSTRAINT actions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT actions_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT actions_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT actions_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
    CONSTRAINT actions_finished_by_fkey FOREIGN KEY (finished_by) REFERENCES users (id),
    CONSTRAINT actions_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT actions_details_check CHECK (length(details) BETWEEN 1 AND 4000),
    CONSTRAINT actions_severity_known CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT actions_status_known CHECK (status IN ('open', 'in_progress', 'done', 'verified', 'wont_fix'))
);

-- The list in the order of due days: of what is open, of what waits to be verified, of everything.
CREATE INDEX actions_open_idx ON actions (organisation_id, due_on, id) WHERE status IN ('open', 'in_progress');
CREATE INDEX actions_done_idx ON actions (organisation_id, due_on, id) WHERE status = 'done';
CREATE INDEX actions_due_idx ON actions (organisation_id, due_on, id);
CREATE INDEX actions_owner_idx ON actions (organisation_id, owner_id, due_on, id);
CREATE INDEX actions_site_idx ON actions (organisation_id, site_key, due_on, id);
CREATE INDEX actions_submission_idx ON actions (submission_id, id);

-- What was done with an action and said about it. Rows are added and never changed.
CREATE TABLE action_entries (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    action_id       bigint NOT NULL,
    kind            text NOT NULL,
    author_id       bigint,
    created_at      timestamptz NOT NULL,
    note            text,
    -- What was changed: `{"owner": "usr_…", "due_on": "2026-12-01", "severity": "high", "title": "…"}`, new values only.
    changes         jsonb,
    CONSTRAINT action_entries_pkey PRIMARY KEY (id),
    CONSTRAINT action_entries_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT action_entries_action_id_fkey FOREIGN KEY (action_id) REFERENCES actions (id) ON DELETE CASCADE,
    CONSTRAINT action_entries_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT action_entries_kind_known CHECK (
        kind IN ('created', 'changed', 'commented', 'started', 'finished', 'verified', 'reopened', 'declined')),
    CONSTRAINT action_entries_note_check CHECK (length(note) BETWEEN 1 AND 4000)
);

CREATE INDEX action_entries_action_idx ON action_entries (action_id, id);

-- The photos of an entry: what it looked like, or the proof that it was done.
ALTER TABLE uploaded_files
    ADD COLUMN action_entry_id bigint,
    ADD CONSTRAINT uploaded_files_action_entry_id_fkey FOREIGN KEY (action_entry_id) REFERENCES action_entries (id) ON DELETE CASCADE,
    DROP CONSTRAINT uploaded_files_pending_expires,
    ADD CONSTRAINT uploaded_files_pending_expires CHECK (
        (num_nonnulls(submission_id, pending_submission_id, action_entry_id) = 0) = (expires_at IS NOT NULL)),
    DROP CONSTRAINT uploaded_files_one_owner,
    ADD CONSTRAINT uploaded_files_one_owner CHECK (num_nonnulls(submission_id, pending_submission_id, action_entry_id) <= 1);
CREATE INDEX uploaded_files_action_entry_id_idx ON uploaded_files (action_entry_id) WHERE action_entry_id IS NOT NULL;

SELECT injaaz_wall('actions');
SELECT injaaz_wall('action_entries');
