DROP TABLE legacy_keys;
DROP TABLE legacy_access;
