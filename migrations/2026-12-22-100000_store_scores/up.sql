-- The score of the checks of a submission, in percent as it is shown, and whether the inspection has passed: for the
-- list. Both are computed from the answers when they are saved. NULL: no answered checks; no pass mark. Submissions
-- without a score, which most forms have, cost the indexes nothing.
ALTER TABLE submissions
    ADD COLUMN score_percent smallint,
    ADD COLUMN has_passed boolean,
    ADD CONSTRAINT submissions_score_percent_range CHECK (score_percent BETWEEN 0 AND 100),
    ADD CONSTRAINT submissions_has_passed_with_score CHECK (has_passed IS NULL OR score_percent IS NOT NULL);
CREATE INDEX submissions_score_idx ON submissions (organisation_id, score_percent, id) WHERE score_percent IS NOT NULL;
CREATE INDEX submissions_result_idx ON submissions (organisation_id, has_passed, id) WHERE has_passed IS NOT NULL;
