-- Which earlier submission of the organisation a submission inspects again. The earlier one may be erased.
ALTER TABLE submissions
    ADD COLUMN reinspects_id bigint,
    ADD CONSTRAINT submissions_reinspects_id_fkey FOREIGN KEY (reinspects_id) REFERENCES submissions (id) ON DELETE SET NULL,
    ADD CONSTRAINT submissions_reinspects_another CHECK (reinspects_id <> id);
CREATE INDEX submissions_reinspects_idx ON submissions (reinspects_id, id) WHERE reinspects_id IS NOT NULL;
