ALTER TABLE submissions DROP CONSTRAINT submissions_without_reports_completed;
DROP INDEX submissions_without_reports_idx;
ALTER TABLE submissions DROP COLUMN without_reports;
