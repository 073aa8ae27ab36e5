-- Earlier versions know English and Arabic only, and show other languages in English.

UPDATE submissions SET language = 'en' WHERE language NOT IN ('en', 'ar');
UPDATE users SET language = 'en' WHERE language NOT IN ('en', 'ar');
UPDATE pending_submissions SET language = 'en' WHERE language NOT IN ('en', 'ar');

ALTER TABLE submissions
    DROP CONSTRAINT submissions_language_is_a_tag,
    ADD CONSTRAINT submissions_language_known CHECK (language IN ('en', 'ar'));

ALTER TABLE users
    DROP CONSTRAINT users_language_is_a_tag,
    ADD CONSTRAINT users_language_known CHECK (language IN ('en', 'ar'));

ALTER TABLE pending_submissions
    DROP CONSTRAINT pending_submissions_language_is_a_tag,
    ADD CONSTRAINT pending_submissions_language_known CHECK (language IN ('en', 'ar'));
