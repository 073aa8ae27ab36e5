ALTER TABLE memberships DROP COLUMN reset_asked_at;
