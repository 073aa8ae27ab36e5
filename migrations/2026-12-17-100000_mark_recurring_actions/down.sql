DROP INDEX actions_owner_open_idx;
DROP INDEX actions_owner_idx;
CREATE INDEX actions_owner_idx ON actions (organisation_id, owner_id, due_on, id);
DROP INDEX actions_open_idx;
CREATE INDEX actions_open_idx ON actions (organisation_id, due_on, id) WHERE status IN ('open', 'in_progress');
DROP INDEX actions_recurring_idx;
DROP INDEX actions_recurring_open_idx;
DROP INDEX actions_finding_idx;
ALTER TABLE actions
    DROP CONSTRAINT actions_recurs_of_finding,
    DROP CONSTRAINT actions_finding_key_length,
    DROP COLUMN recurs,
    DROP COLUMN finding_key;
