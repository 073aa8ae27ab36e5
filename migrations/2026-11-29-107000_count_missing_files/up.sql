-- How many photos and signatures the reports of a submission lack, because the files were gone when they were made.
ALTER TABLE submissions
    ADD COLUMN missing_files integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT submissions_missing_files_not_negative CHECK (missing_files >= 0);
