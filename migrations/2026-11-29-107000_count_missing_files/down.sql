ALTER TABLE submissions DROP CONSTRAINT submissions_missing_files_not_negative, DROP COLUMN missing_files;
