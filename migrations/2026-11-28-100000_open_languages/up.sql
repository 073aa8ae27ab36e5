-- A language is a folder of texts, so the database no longer lists the languages: it keeps any tag of the form that
-- BCP 47 gives. The names end in _is_a_tag, because those in _known list the words of an enumeration.

ALTER TABLE submissions
    DROP CONSTRAINT submissions_language_known,
    ADD CONSTRAINT submissions_language_is_a_tag
        CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' AND length(language) <= 15);

ALTER TABLE users
    DROP CONSTRAINT users_language_known,
    ADD CONSTRAINT users_language_is_a_tag
        CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' AND length(language) <= 15);

ALTER TABLE pending_submissions
    DROP CONSTRAINT pending_submissions_language_known,
    ADD CONSTRAINT pending_submissions_language_is_a_tag
        CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' AND length(language) <= 15);
