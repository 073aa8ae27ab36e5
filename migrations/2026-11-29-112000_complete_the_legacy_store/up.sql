-- Files of submissions in the legacy store were written without reports, and those of civil works in a shape of which
-- the old reports show one row and no signature. Modules that write the legacy store are marked as behind: their files
-- are then compared with the current version of the shape and written again. Modules without it do so on their way back.

UPDATE migration_phases SET behind = true WHERE phase IN ('files', 'dual', 'database_with_fallback');
