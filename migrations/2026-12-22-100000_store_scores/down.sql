DROP INDEX submissions_result_idx;
DROP INDEX submissions_score_idx;
ALTER TABLE submissions
    DROP CONSTRAINT submissions_has_passed_with_score,
    DROP CONSTRAINT submissions_score_percent_range,
    DROP COLUMN has_passed,
    DROP COLUMN score_percent;
