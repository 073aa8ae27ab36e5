-- A completed submission may have no reports: the old app made none, or a person settled their failure. Status words and
-- filters tell such submissions from those whose reports are there. The flag is false for every submission that is sent
-- here, so that its report job changes no indexed column.

ALTER TABLE submissions ADD COLUMN without_reports boolean NOT NULL DEFAULT false;

UPDATE submissions s SET without_reports = true
WHERE s.status = 'completed' AND s.created_at_source <> 'server'
    AND (SELECT count(DISTINCT f.file_type) FROM uploaded_files f
         WHERE f.submission_id = s.id AND f.file_type IN ('report_excel', 'report_pdf')) < 2;

ALTER TABLE submissions ADD CONSTRAINT submissions_without_reports_completed
    CHECK (NOT without_reports OR status = 'completed');

-- Few or many submissions are without reports; the filter counts them first.
CREATE INDEX submissions_without_reports_idx ON submissions (organisation_id, id) WHERE without_reports;
