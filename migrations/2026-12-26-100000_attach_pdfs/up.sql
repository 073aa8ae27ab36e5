-- A form can ask for a file, which is a PDF.
ALTER TABLE uploaded_files DROP CONSTRAINT uploaded_files_file_type_known;
ALTER TABLE uploaded_files ADD CONSTRAINT uploaded_files_file_type_known
    CHECK (file_type IN ('photo', 'signature', 'pdf', 'report_excel', 'report_pdf', 'report_photos'));
