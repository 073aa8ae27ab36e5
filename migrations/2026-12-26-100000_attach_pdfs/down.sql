-- Attached PDFs keep this from being undone: they would be lost.
ALTER TABLE uploaded_files DROP CONSTRAINT uploaded_files_file_type_known;
ALTER TABLE uploaded_files ADD CONSTRAINT uploaded_files_file_type_known
    CHECK (file_type IN ('photo', 'signature', 'report_excel', 'report_pdf', 'report_photos'));
