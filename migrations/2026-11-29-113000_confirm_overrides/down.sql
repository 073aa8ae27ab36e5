ALTER TABLE phase_changes DROP COLUMN asked_by;

ALTER TABLE migration_phases
    DROP CONSTRAINT migration_phases_override_complete,
    DROP COLUMN override_at,
    DROP COLUMN override_by,
    DROP COLUMN override_reason;
