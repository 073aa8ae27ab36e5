-- A comment can be about a question or a photo of its submission.
ALTER TABLE comments
    -- The question by its name in the form, such as `site_name` or `items.0.asset`; for a photo the question that it answers.
    ADD COLUMN field text,
    -- What it was called when the comment was written: a later revision may not have it.
    ADD COLUMN field_label jsonb,
    -- The photo. Without it, the comment stays one about the question.
    ADD COLUMN upload_id bigint,
    ADD CONSTRAINT comments_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploaded_files (id) ON DELETE SET NULL,
    ADD CONSTRAINT comments_field_check CHECK (field <> '' AND (field IS NULL) = (field_label IS NULL)),
    ADD CONSTRAINT comments_photo_has_field CHECK (upload_id IS NULL OR field IS NOT NULL);

CREATE INDEX comments_upload_id_idx ON comments (upload_id) WHERE upload_id IS NOT NULL;

-- A notification can be about a comment, whose question it names.
ALTER TABLE notifications
    ADD COLUMN comment_id bigint,
    ADD CONSTRAINT notifications_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE;

UPDATE notifications n SET comment_id = c.id FROM comments c
WHERE n.kind = 'mentioned' AND c.submission_id = n.submission_id AND c.id::text = n.event;

ALTER TABLE notifications
    ADD CONSTRAINT notifications_comment_check CHECK (comment_id IS NULL OR kind = 'mentioned');

CREATE INDEX notifications_comment_idx ON notifications (comment_id) WHERE comment_id IS NOT NULL;
