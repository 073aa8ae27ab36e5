-- How often somebody tried to sign in without success: counted for an address of e-mail, whether anybody has it or not,
-- and for the peer that asked. It stands in the database because several instances count together.
--
-- The subject is a hash: this table is no list of who has an account here, nor of who tried from where.
CREATE TABLE sign_in_throttles (
    subject       bytea NOT NULL,
    failures      integer NOT NULL,
    last_at       timestamptz NOT NULL,
    blocked_until timestamptz NOT NULL,
    CONSTRAINT sign_in_throttles_pkey PRIMARY KEY (subject),
    CONSTRAINT sign_in_throttles_subject_length CHECK (octet_length(subject) = 32),
    CONSTRAINT sign_in_throttles_failures_range CHECK (failures >= 0)
);

CREATE INDEX sign_in_throttles_last_at_idx ON sign_in_throttles (last_at);

-- It belongs to no organisation, so no organisation sees it.
ALTER TABLE sign_in_throttles ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_wall ON sign_in_throttles USING ((SELECT injaaz_organisation()) = 0);

-- Where somebody who belongs to several organisations worked last: the next sign-in leads there.
ALTER TABLE users
    ADD COLUMN last_organisation_id bigint,
    ADD CONSTRAINT users_last_organisation_id_fkey FOREIGN KEY (last_organisation_id) REFERENCES organisations (id);
