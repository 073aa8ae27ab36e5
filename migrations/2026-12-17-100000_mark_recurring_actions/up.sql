-- Actions about a finding that had an action before, and lists of actions with several filters at once.

ALTER TABLE actions
    -- SHA-256 of what the action is about: form, site, asset and question. Null: about nothing that can be found again.
    ADD COLUMN finding_key bytea,
    -- There was an action about the same finding within the days before it.
    ADD COLUMN recurs boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT actions_finding_key_length CHECK (octet_length(finding_key) = 32),
    ADD CONSTRAINT actions_recurs_of_finding CHECK (finding_key IS NOT NULL OR NOT recurs);

-- The actions about one finding, by their time.
CREATE INDEX actions_finding_idx ON actions (organisation_id, finding_key, created_at) WHERE finding_key IS NOT NULL;

-- The list of recurring actions in the order of due days: of what is open, of everything.
CREATE INDEX actions_recurring_open_idx ON actions (organisation_id, due_on, id)
    WHERE recurs AND status IN ('open', 'in_progress');
CREATE INDEX actions_recurring_idx ON actions (organisation_id, due_on, id) WHERE recurs;

-- The columns behind the order are conditions that are checked within the index, without reading the rows: with several
-- filters a page has few of the many rows that are due in its range.
DROP INDEX actions_open_idx;
CREATE INDEX actions_open_idx ON actions (organisation_id, due_on, id, severity, module)
    WHERE status IN ('open', 'in_progress');
DROP INDEX actions_owner_idx;
CREATE INDEX actions_owner_idx ON actions (organisation_id, owner_id, due_on, id, severity, module, status);
CREATE INDEX actions_owner_open_idx ON actions (organisation_id, owner_id, due_on, id, severity, module)
    WHERE status IN ('open', 'in_progress');
