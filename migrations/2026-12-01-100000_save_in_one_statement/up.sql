-- Fails if the phase of a module uses the legacy store, where the transaction of a submission must write more. The
-- statement that saves a submission together with its job and its audit row calls it after the submission was inserted.
-- It is volatile, so it reads with a snapshot of its own: a change of the phase that it does not see has not ended, and
-- will wait for the transaction of the submission.
CREATE FUNCTION require_database_only(of_organisation bigint, of_module text) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF EXISTS (SELECT FROM migration_phases p WHERE p.organisation_id = of_organisation AND p.module = of_module
               AND p.phase NOT IN ('database', 'archived')) THEN
        RAISE EXCEPTION 'the phase of module % uses the legacy store', of_module
            USING ERRCODE = 'check_violation', CONSTRAINT = 'submissions_database_only';
    END IF;
    RETURN true;
END
$$;
