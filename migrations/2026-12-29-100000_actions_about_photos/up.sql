-- An action can be about one photo of its submission. The item and the question are those that the photo answers.
ALTER TABLE actions
    ADD COLUMN upload_id bigint,
    ADD CONSTRAINT actions_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploaded_files (id) ON DELETE SET NULL;
CREATE INDEX actions_upload_id_idx ON actions (upload_id) WHERE upload_id IS NOT NULL;
