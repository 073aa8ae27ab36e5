ALTER TABLE notifications DROP CONSTRAINT notifications_comment_check, DROP COLUMN comment_id;
ALTER TABLE comments
    DROP CONSTRAINT comments_photo_has_field,
    DROP CONSTRAINT comments_field_check,
    DROP COLUMN field,
    DROP COLUMN field_label,
    DROP COLUMN upload_id;
