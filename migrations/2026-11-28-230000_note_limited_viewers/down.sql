ALTER TABLE memberships DROP COLUMN scope_notice;
