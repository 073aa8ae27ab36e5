ALTER TABLE comments
    DROP CONSTRAINT comments_removed_in_check,
    DROP COLUMN removed_in;
