DROP TABLE audit_logs;
DROP TABLE report_links;
DROP TABLE uploaded_files;
DROP TABLE due_work;
DROP TABLE submissions;
DROP TABLE form_versions;
DROP TABLE users;
DROP TABLE organisations;
