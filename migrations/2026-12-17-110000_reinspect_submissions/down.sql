DROP INDEX submissions_reinspects_idx;
ALTER TABLE submissions
    DROP CONSTRAINT submissions_reinspects_another,
    DROP CONSTRAINT submissions_reinspects_id_fkey,
    DROP COLUMN reinspects_id;
