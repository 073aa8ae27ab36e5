DELETE FROM uploaded_files WHERE file_type = 'report_photos';
DELETE FROM report_links WHERE file_type = 'report_photos';
DELETE FROM report_versions WHERE file_type = 'report_photos';

DROP INDEX uploaded_files_report_key;
CREATE UNIQUE INDEX uploaded_files_report_key ON uploaded_files (submission_id, file_type)
    WHERE file_type IN ('report_excel', 'report_pdf');

ALTER TABLE report_versions DROP CONSTRAINT report_versions_file_type_known;
ALTER TABLE report_versions ADD CONSTRAINT report_versions_file_type_known
    CHECK (file_type IN ('report_excel', 'report_pdf'));
ALTER TABLE report_links DROP CONSTRAINT report_links_file_type_known;
ALTER TABLE report_links ADD CONSTRAINT report_links_file_type_known
    CHECK (file_type IN ('report_excel', 'report_pdf'));
ALTER TABLE uploaded_files DROP CONSTRAINT uploaded_files_file_type_known;
ALTER TABLE uploaded_files ADD CONSTRAINT uploaded_files_file_type_known
    CHECK (file_type IN ('photo', 'signature', 'report_excel', 'report_pdf'));
