-- The content of a record before it was replaced. An import replaces the row of a record whose file has changed; what a
-- submission came from stays here, so that it can be verified and read for as long as the submission exists.
CREATE TABLE legacy_record_versions (
    id               bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id  bigint NOT NULL,
    legacy_record_id bigint NOT NULL,
    -- The submission of the record came from this content, and from no later one.
    is_origin        boolean NOT NULL,
    variant          text,
    -- The module that a person had assigned.
    assigned_module  text,
    sha256           bytea NOT NULL,
    file_size        bigint NOT NULL,
    modified_at      timestamptz,
    content          bytea NOT NULL,
    facts            jsonb NOT NULL DEFAULT '{}',
    replaced_at      timestamptz NOT NULL,
    CONSTRAINT legacy_record_versions_pkey PRIMARY KEY (id),
    CONSTRAINT legacy_record_versions_legacy_record_id_sha256_key UNIQUE (legacy_record_id, sha256),
    CONSTRAINT legacy_record_versions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT legacy_record_versions_legacy_record_id_fkey FOREIGN KEY (legacy_record_id) REFERENCES legacy_records (id) ON DELETE CASCADE,
    CONSTRAINT legacy_record_versions_sha256_length CHECK (octet_length(sha256) = 32),
    CONSTRAINT legacy_record_versions_file_size_not_negative CHECK (file_size >= 0)
);

CREATE UNIQUE INDEX legacy_record_versions_origin_key ON legacy_record_versions (legacy_record_id) WHERE is_origin;

SELECT injaaz_wall('legacy_record_versions');

-- Imports did not clear the mark of a submission whose two old reports they found.
UPDATE submissions s SET without_reports = false
WHERE s.without_reports AND (SELECT count(DISTINCT f.file_type) FROM uploaded_files f
    WHERE f.submission_id = s.id AND f.file_type IN ('report_excel', 'report_pdf')) = 2;
