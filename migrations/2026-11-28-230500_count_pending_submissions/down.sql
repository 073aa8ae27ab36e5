DROP FUNCTION pending_submission_count(bigint);
