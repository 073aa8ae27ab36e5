-- Actions about photos stay, about the questions that the photos answer.
DROP INDEX actions_upload_id_idx;
ALTER TABLE actions DROP COLUMN upload_id;
