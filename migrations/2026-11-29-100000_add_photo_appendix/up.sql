-- A PDF report that would be too large has its photos in a second file.
ALTER TABLE uploaded_files DROP CONSTRAINT uploaded_files_file_type_known;
ALTER TABLE uploaded_files ADD CONSTRAINT uploaded_files_file_type_known
    CHECK (file_type IN ('photo', 'signature', 'report_excel', 'report_pdf', 'report_photos'));
ALTER TABLE report_links DROP CONSTRAINT report_links_file_type_known;
ALTER TABLE report_links ADD CONSTRAINT report_links_file_type_known
    CHECK (file_type IN ('report_excel', 'report_pdf', 'report_photos'));
ALTER TABLE report_versions DROP CONSTRAINT report_versions_file_type_known;
ALTER TABLE report_versions ADD CONSTRAINT report_versions_file_type_known
    CHECK (file_type IN ('report_excel', 'report_pdf', 'report_photos'));

DROP INDEX uploaded_files_report_key;
CREATE UNIQUE INDEX uploaded_files_report_key ON uploaded_files (submission_id, file_type)
    WHERE file_type IN ('report_excel', 'report_pdf', 'report_photos');
