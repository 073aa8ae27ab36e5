-- What a person sent, without JavaScript, after their session had ended: the form comes back filled in after the sign-in.
-- The last one of each form and person, for a day. Its photos and drawings are pending uploads.
CREATE TABLE kept_forms (
    organisation_id bigint NOT NULL,
    user_id         bigint NOT NULL,
    module          text NOT NULL,
    submission_key  text,
    -- The parts of the form as JSON. Bytes, because what was typed may contain characters that jsonb refuses.
    content         bytea NOT NULL,
    expires_at      timestamptz NOT NULL,
    CONSTRAINT kept_forms_pkey PRIMARY KEY (organisation_id, user_id, module),
    CONSTRAINT kept_forms_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT kept_forms_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

SELECT injaaz_wall('kept_forms');
