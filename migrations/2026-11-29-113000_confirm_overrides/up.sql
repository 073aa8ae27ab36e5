-- An override of closed gates can require a second person: the request of the first one, until another confirms it or
-- the phase changes; and, in the history, who asked for a change that another person confirmed.

ALTER TABLE migration_phases
    ADD COLUMN override_reason text,
    ADD COLUMN override_by text,
    ADD COLUMN override_at timestamptz,
    ADD CONSTRAINT migration_phases_override_complete CHECK (
        (override_reason IS NULL) = (override_by IS NULL) AND (override_by IS NULL) = (override_at IS NULL));

ALTER TABLE phase_changes ADD COLUMN asked_by text;
