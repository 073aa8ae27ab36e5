DROP TABLE legacy_record_versions;
