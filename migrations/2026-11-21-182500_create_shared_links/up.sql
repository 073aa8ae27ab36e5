-- Links that people make for clients, and every version of a report that was ever handed out.

-- The address names this row and carries a signature over its name; everything else can be changed here while the
-- address stays the same.
CREATE TABLE shared_links (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    link_id         text NOT NULL,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    files           text NOT NULL,
    name            text,
    password_hash   text,
    most_openings   integer,
    opened_count    integer NOT NULL DEFAULT 0,
    last_opened_at  timestamptz,
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz,
    made_by         bigint,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT shared_links_pkey PRIMARY KEY (id),
    CONSTRAINT shared_links_link_id_key UNIQUE (link_id),
    CONSTRAINT shared_links_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT shared_links_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT shared_links_made_by_fkey FOREIGN KEY (made_by) REFERENCES users (id),
    CONSTRAINT shared_links_files_known CHECK (files IN ('excel', 'pdf', 'both')),
    CONSTRAINT shared_links_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT shared_links_most_openings_range CHECK (most_openings BETWEEN 1 AND 10000),
    -- Whatever the program does: a link for three openings opens three times.
    CONSTRAINT shared_links_opened_count_range CHECK (opened_count BETWEEN 0 AND coalesce(most_openings, 2147483647))
);

CREATE INDEX shared_links_submission_id_idx ON shared_links (submission_id, id);

-- Passwords that were tried lately, so that nobody tries them all. A right one takes its row away again.
CREATE TABLE shared_link_tries (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    shared_link_id  bigint NOT NULL,
    peer            inet,
    tried_at        timestamptz NOT NULL,
    CONSTRAINT shared_link_tries_pkey PRIMARY KEY (id),
    CONSTRAINT shared_link_tries_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT shared_link_tries_shared_link_id_fkey FOREIGN KEY (shared_link_id) REFERENCES shared_links (id) ON DELETE CASCADE
);

CREATE INDEX shared_link_tries_shared_link_id_idx ON shared_link_tries (shared_link_id, tried_at);

-- Each report that was ever made: the code that is printed on it, and the hash of the file. It outlives the report and
-- the submission, so that a paper can be checked years later; module and day of the visit therefore stand here too.
CREATE TABLE report_versions (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    submission_id   bigint,
    code            text NOT NULL,
    file_type       text NOT NULL,
    module          text NOT NULL,
    visit_date      date,
    sha256          bytea NOT NULL,
    file_size       bigint NOT NULL,
    made_at         timestamptz NOT NULL,
    replaced_at     timestamptz,
    CONSTRAINT report_versions_pkey PRIMARY KEY (id),
    CONSTRAINT report_versions_code_file_type_key UNIQUE (code, file_type),
    CONSTRAINT report_versions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT report_versions_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE SET NULL,
    CONSTRAINT report_versions_file_type_known CHECK (file_type IN ('report_excel', 'report_pdf')),
    CONSTRAINT report_versions_code_shape CHECK (code ~ '^[0-9a-f]{32}$'),
    CONSTRAINT report_versions_sha256_length CHECK (octet_length(sha256) = 32)
);

CREATE INDEX report_versions_submission_id_idx ON report_versions (submission_id);

SELECT injaaz_wall('shared_links');
SELECT injaaz_wall('shared_link_tries');
SELECT injaaz_wall('report_versions');
