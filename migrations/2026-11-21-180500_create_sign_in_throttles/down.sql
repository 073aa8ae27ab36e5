ALTER TABLE users DROP COLUMN last_organisation_id;
DROP TABLE sign_in_throttles;
