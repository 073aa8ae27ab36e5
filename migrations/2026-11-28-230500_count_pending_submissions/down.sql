DROP FUNCTION has_legacy_source(bigint);
DROP FUNCTION pending_submission_count(bigint);
